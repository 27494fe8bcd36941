import { recordEventView } from '../db/queries/event-views.ts'
import type { Principal } from '../domain/access/can.ts'
import type { ApiDeps } from './api-deps.ts'

/** For the audit trail: somebody looks at events of a source. Nobody waits for it. */
export function noteView(
  deps: ApiDeps,
  principal: Principal,
  source: { id: string; name: string },
): void {
  const noted = recordEventView(deps, principal, source).catch((error: unknown) => {
    console.error({ event: 'view of events not noted', source: source.id, error: String(error) })
  })
  deps.waitUntil(noted)
}
