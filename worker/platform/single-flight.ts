/**
 * Lets callers that want the same thing at the same time share one load.
 *
 * In Workers a load dies with the request that started it, and then never settles. So nobody waits
 * for another's load longer than `patienceMs`: after that the caller loads by itself.
 */
export function createSingleFlight<T>(patienceMs: number) {
  const running = new Map<string, Promise<T>>()

  const start = (key: string, load: () => Promise<T>): Promise<T> => {
    const promise = load().finally(() => {
      if (running.get(key) === promise) running.delete(key)
    })
    running.set(key, promise)
    return promise
  }

  return async (key: string, load: () => Promise<T>): Promise<T> => {
    const others = running.get(key)
    if (others === undefined) return start(key, load)
    const answer = await raceWithTimer(others, patienceMs)
    return answer === TIMED_OUT ? start(key, load) : answer
  }
}

export const TIMED_OUT = Symbol('timed out')

export async function raceWithTimer<T>(
  promise: Promise<T>,
  ms: number,
): Promise<T | typeof TIMED_OUT> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<typeof TIMED_OUT>((resolve) => {
    timer = setTimeout(() => resolve(TIMED_OUT), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
