import type { BooksAnswer } from '../../../worker/api/contract/books.ts'
import type { SourceAnswer } from '../../../worker/api/contract/sources.ts'
import type { WorkspaceAnswer } from '../../../worker/api/contract/workspace.ts'

export type { BooksAnswer, SourceAnswer, WorkspaceAnswer }

export interface SetupAnswer {
  language: string
  origin: string
  writeKey: string
  text: string
}

/** What went wrong, in words that help the person in front of it. */
export class ApiError extends Error {
  override name = 'ApiError'
  /** HTTP status; 0 when there was no answer. */
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** The management API with one token. The only place that calls fetch. */
export interface ApiClient {
  workspace(signal?: AbortSignal): Promise<WorkspaceAnswer>
  sources(signal?: AbortSignal): Promise<SourceAnswer[]>
  setup(sourceId: string, signal?: AbortSignal): Promise<SetupAnswer>
  books(sourceId: string, signal?: AbortSignal): Promise<BooksAnswer>
}

export function createApiClient(token: string): ApiClient {
  const get = <T>(path: string, signal?: AbortSignal): Promise<T> => getData<T>(path, token, signal)
  return {
    workspace: async (signal) => (await get<{ workspace: WorkspaceAnswer }>('/', signal)).workspace,
    sources: async (signal) =>
      (await get<{ sources: SourceAnswer[] }>('/sources?pagination[count]=200', signal)).sources,
    setup: async (sourceId, signal) =>
      (await get<{ setup: SetupAnswer }>(`/sources/${encodeURIComponent(sourceId)}/setup`, signal))
        .setup,
    books: (sourceId, signal) =>
      get<BooksAnswer>(`/books?sourceId=${encodeURIComponent(sourceId)}`, signal),
  }
}

async function getData<T>(path: string, token: string, signal?: AbortSignal): Promise<T> {
  const response = await fetch(`/api${path}`, {
    headers: { Authorization: `Bearer ${token}` },
    ...(signal !== undefined && { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error
    throw new ApiError(0, 'The service did not answer. Is it still running?')
  })
  const body: unknown = await response.json().catch(() => null)
  if (!response.ok) throw new ApiError(response.status, messageFor(response.status, body))
  // Our own API of the same deployment: its contract says that this is T.
  return (body as { data: T }).data
}

function messageFor(status: number, body: unknown): string {
  if (status === 401) return 'This token is not known here. Check that all of it was pasted.'
  const { errors } = (body ?? {}) as { errors?: { message?: string }[] }
  return errors?.[0]?.message ?? `The service answered ${status}. Try again in a moment.`
}
