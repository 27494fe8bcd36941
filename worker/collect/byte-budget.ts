/** A share of the budget. Releasing it twice changes nothing. */
export interface Share {
  readonly released: boolean
  release(): void
}

export interface ByteBudget {
  /** Waits for its turn; null when it did not come in time. A share larger than the whole gets the whole. */
  reserve(bytes: number): Promise<Share | null>
}

interface Waiter {
  bytes: number
  grant(share: Share): void
  gone: boolean
}

/**
 * Bounds the memory that requests in work take together. First come, first served: small requests do
 * not overtake a large one, which would otherwise never get its turn under load.
 *
 * Timers belong to the request that made them, so each waiter stops its own.
 */
export function createByteBudget(totalBytes: number, maxWaitMs: number): ByteBudget {
  let free = totalBytes
  const waiters: Waiter[] = []

  const share = (bytes: number): Share => {
    let released = false
    return {
      get released() {
        return released
      },
      release() {
        if (released) return
        released = true
        free += bytes
        serveWaiters()
      },
    }
  }

  const serveWaiters = (): void => {
    for (let next = waiters[0]; next !== undefined; next = waiters[0]) {
      if (!next.gone && next.bytes > free) return
      waiters.shift()
      if (next.gone) continue
      free -= next.bytes
      next.grant(share(next.bytes))
    }
  }

  return {
    async reserve(wanted) {
      const bytes = Math.min(wanted, totalBytes)
      if (waiters.length === 0 && bytes <= free) {
        free -= bytes
        return share(bytes)
      }
      let timer: ReturnType<typeof setTimeout> | undefined
      const waiter: Waiter = { bytes, grant: () => {}, gone: false }
      const granted = new Promise<Share>((resolve) => {
        waiter.grant = resolve
      })
      const late = new Promise<null>((resolve) => {
        timer = setTimeout(() => resolve(null), maxWaitMs)
      })
      waiters.push(waiter)
      const result = await Promise.race([granted, late])
      clearTimeout(timer)
      if (result === null) {
        waiter.gone = true
        // A grant may have come between the timer and here.
        granted.then((unused) => unused.release()).catch(() => {})
        serveWaiters()
      }
      return result
    },
  }
}
