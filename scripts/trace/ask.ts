import type { TraceAnswer } from '../../worker/api/contract/trace.ts'
import type { TraceOptions } from './options.ts'

export interface AskDeps {
  fetch: typeof fetch
  progress(search: { searched: number; total: number }): void
}

/** Asks until something is found or all was searched. @throws with words for the person who asks. */
export async function askForTrace(
  options: Pick<TraceOptions, 'messageId' | 'sourceId' | 'day' | 'url' | 'token'>,
  deps: AskDeps,
): Promise<TraceAnswer> {
  let cursor: string | null = null
  for (;;) {
    const answer = await askOnce(options, cursor, deps)
    if (answer.search.in === 'archive') deps.progress(answer.search)
    const { next } = answer.search
    // A cursor that does not move would be asked for ever.
    if (answer.traces.length > 0 || next === null || next === cursor) return answer
    cursor = next
  }
}

async function askOnce(
  { messageId, sourceId, day, url, token }: Parameters<typeof askForTrace>[0],
  cursor: string | null,
  deps: AskDeps,
): Promise<TraceAnswer> {
  const query = new URLSearchParams({
    ...(sourceId !== null && { sourceId }),
    ...(day !== null && { day }),
    ...(cursor !== null && { cursor }),
  })
  const address = `${url}/api/traces/${encodeURIComponent(messageId)}?${query}`
  const response = await deps
    .fetch(address, { headers: { authorization: `Bearer ${token}` } })
    .catch((cause: unknown) => {
      throw new Error(
        `${url} does not answer. Is the service running? --url names another address.`,
        { cause },
      )
    })
  const text = await response.text()
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${messageOf(text)}`)
  // The service's own contract; another version of it would answer what it has.
  return (JSON.parse(text) as { data: TraceAnswer }).data
}

function messageOf(text: string): string {
  try {
    const { errors } = JSON.parse(text) as { errors: { message: string }[] }
    return errors.map(({ message }) => message).join(' ')
  } catch {
    return text.slice(0, 200)
  }
}
