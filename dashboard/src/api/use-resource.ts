import { useCallback, useEffect, useState } from 'react'
import { ApiError } from './client.ts'

export type Resource<T> =
  | { state: 'loading' }
  | { state: 'ready'; data: T; error: ApiError | null }
  | { state: 'failed'; error: ApiError }

export interface UseResourceOptions {
  /** Ask again this often while the tab is shown; what is there stays on screen meanwhile. */
  everyMs?: number
}

/**
 * Loads with `load` at first and whenever that changes. @param load Kept stable by its caller.
 * A refresh that fails keeps the last data, and says so beside it.
 */
export function useResource<T>(
  load: (signal: AbortSignal) => Promise<T>,
  { everyMs }: UseResourceOptions = {},
): { resource: Resource<T>; reload: () => void } {
  const [resource, setResource] = useState<Resource<T>>({ state: 'loading' })
  const [round, setRound] = useState(0)
  const reload = useCallback(() => setRound((count) => count + 1), [])

  // `round` is not read: another round is what starts the effect again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    const controller = new AbortController()
    load(controller.signal).then(
      (data) => {
        if (!controller.signal.aborted) setResource({ state: 'ready', data, error: null })
      },
      (cause: unknown) => {
        if (controller.signal.aborted) return
        const error = cause instanceof ApiError ? cause : new ApiError(0, 'Something went wrong.')
        setResource((before) =>
          before.state === 'ready' ? { ...before, error } : { state: 'failed', error },
        )
      },
    )
    return () => controller.abort()
  }, [load, round])

  useEffect(() => {
    if (everyMs === undefined) return
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') reload()
    }, everyMs)
    return () => clearInterval(timer)
  }, [everyMs, reload])

  return { resource, reload }
}
