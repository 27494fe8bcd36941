import type { Rejection } from '../messages/record.ts'
import type { Verdict } from '../messages/verdict.ts'

/** One line of an archive object, as `archive-lines.ts` writes it. */
export interface ArchiveLine {
  acceptId: string
  receivedAt: string
  verdict: Verdict
  /** Null for duplicates, refused and dead-lettered events: only their head is kept. */
  event: Readonly<Record<string, unknown>> | null
  messageId: string
  /** What is known of a call that collect refused; null for all others. */
  rejection: Omit<Rejection, 'receivedAt' | 'messageId'> | null
}

/** @throws if the text is no such line: an archive object never holds one. */
export function readArchiveLine(text: string): ArchiveLine {
  const line = JSON.parse(text) as Omit<Partial<ArchiveLine>, 'event'> & {
    event?: Record<string, unknown>
  }
  const { acceptId, verdict, event = null, rejection = null } = line
  if (acceptId === undefined || verdict === undefined) {
    throw new Error(`not an archive line: ${text.slice(0, 40)}`)
  }
  const head = event ?? line
  return {
    acceptId,
    verdict,
    event,
    rejection,
    receivedAt: typeof head.receivedAt === 'string' ? head.receivedAt : '',
    messageId: typeof head.messageId === 'string' ? head.messageId : '',
  }
}
