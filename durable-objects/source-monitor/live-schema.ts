import type { LiveSchema } from '../../worker/messages/schema-rpc.ts'
import { withTimeout } from '../../worker/platform/with-timeout.ts'

/** A page waits for the answer, and the other logs' counts are most of it. */
export const LOG_TIMEOUT_MS = 5_000

export interface LiveSchemas {
  answers: LiveSchema[]
  /** A log did not answer in time, or not with all that it has: counts of the last minutes are missing. */
  incomplete: boolean
}

/**
 * What the logs of a source have that was not delivered yet. One that hangs or is away is left out;
 * it delivers what it has of the last minutes when it is back.
 */
export async function askLogs(
  logs: readonly string[],
  ask: (log: string) => Promise<LiveSchema>,
): Promise<LiveSchemas> {
  const asked = await Promise.allSettled(
    logs.map(async (log) => withTimeout(ask(log), LOG_TIMEOUT_MS)),
  )
  const answers = asked.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
  return {
    answers,
    incomplete: answers.length < logs.length || answers.some(({ cut }) => cut),
  }
}
