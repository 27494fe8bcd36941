import type { SendContext } from '../destinations/destination.ts'
import type { SealedSettings } from '../domain/config/snapshot.ts'
import type { Notice } from '../messages/notice-rpc.ts'
import { SecretsUnreadable } from './attempt-errors.ts'

const TIMEOUT_MS = 10_000

export interface SendNoticeDeps {
  open(sealed: SealedSettings): Promise<Record<string, unknown>>
  /** Its errors have a `code`, and words that name no address. */
  createRequest(signal: AbortSignal): SendContext['request']
}

/** Connections that a Worker may have open at once. */
const AT_ONCE = 6

export async function sendNotices(
  notices: readonly Notice[],
  deps: SendNoticeDeps,
): Promise<string[]> {
  const answers: string[] = notices.map(() => '')
  const open = notices.map((notice, at) => ({ notice, at })).reverse()
  const lane = async () => {
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      answers[next.at] = await sendNotice(next.notice, deps)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  return answers
}

/** Posts a notice by the guarded client, as all traffic to addresses that people typed in goes. */
async function sendNotice({ sealed, body }: Notice, deps: SendNoticeDeps): Promise<string> {
  try {
    const { url } = await deps.open(sealed)
    const request = deps.createRequest(AbortSignal.timeout(TIMEOUT_MS))
    const { status } = await request({
      url: String(url),
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      hops: 0,
      timeoutMs: TIMEOUT_MS,
    })
    return status >= 200 && status < 300 ? '' : `It answered ${status}.`
  } catch (error) {
    if (error instanceof SecretsUnreadable) {
      return 'Its address cannot be read any more: type it in again.'
    }
    const code = error instanceof Error && 'code' in error ? `: ${String(error.code)}` : ''
    return `It was not reached${code}.`
  }
}
