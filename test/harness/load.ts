import type { Service } from './service.ts'
import type { TestSource } from './workspace.ts'

export interface Load {
  /** Ids of events whose request was answered 200. */
  readonly acknowledged: Set<string>
  /** Answers that were neither 200 nor one that libraries retry. */
  readonly refusals: string[]
  /** Ends when each event that was begun is acknowledged. */
  stop(): Promise<void>
}

export interface LoadOptions {
  /** Requests that are under way at once. */
  clients: number
  /** Every third request is a batch of so many events. */
  batchSize: number
  /** Pause of a client between requests, so that a small machine keeps up. */
  pauseMs: number
}

const RETRIED = new Set([408, 410, 429])

/**
 * Clients that behave as the libraries do: one event or a batch a request, sent again with the same
 * messageIds until it is acknowledged, whatever happens to the service meanwhile.
 */
export function startLoad(service: Service, source: TestSource, options: LoadOptions): Load {
  const acknowledged = new Set<string>()
  const refusals: string[] = []
  let stopped = false
  let lastNumber = 0

  const client = async (): Promise<void> => {
    while (!stopped) {
      lastNumber += 1
      const size = lastNumber % 3 === 0 ? options.batchSize : 1
      const ids = Array.from({ length: size }, (_, i) => `load-${lastNumber}-${i}`)
      await sendUntilAcknowledged(ids)
      await sleep(options.pauseMs)
    }
  }

  const sendUntilAcknowledged = async (ids: string[]): Promise<void> => {
    const batch = ids.map((messageId) => ({
      type: 'track',
      userId: `user-${lastNumber % 50}`,
      event: 'Load',
      messageId,
    }))
    const body = JSON.stringify({ batch, sentAt: new Date().toISOString() })
    for (let tries = 0; tries < 1_000; tries += 1) {
      const status = await post(service, source, body)
      if (status === 200) {
        for (const id of ids) acknowledged.add(id)
        return
      }
      if (status !== 0 && status < 500 && !RETRIED.has(status)) {
        refusals.push(`${status} for ${ids[0]}`)
        return
      }
      await sleep(100)
    }
    refusals.push(`gave up on ${ids[0]}`)
  }

  const clients = Array.from({ length: options.clients }, client)
  return {
    acknowledged,
    refusals,
    stop: async () => {
      stopped = true
      await Promise.all(clients)
    },
  }
}

/** @returns the status, or 0 when there was no answer. */
async function post(service: Service, source: TestSource, body: string): Promise<number> {
  try {
    const response = await fetch(`${service.origin}/v1/batch`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${source.writeKey}:`)}` },
      body,
      signal: AbortSignal.timeout(15_000),
    })
    await response.text()
    return response.status
  } catch {
    return 0
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
