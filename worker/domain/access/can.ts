/**
 * Who asks, and what they may do. Every entry to the management API turns its caller into a
 * `Principal`, and every decision is made by `can`: what is not granted is denied.
 */
export type ResourceKind = 'workspace' | 'source' | 'destination' | 'catalog' | 'audit' | 'books'
export type Action = 'read' | 'write'

/** `owner` may do everything in its workspace; a scoped grant names one kind of resource. */
export type Grant = 'owner' | `${ResourceKind}:${Action}`

export interface Principal {
  kind: 'token' | 'user'
  id: string
  workspaceId: string
  grants: readonly Grant[]
}

/** Writing includes reading; the catalog is open to whoever may ask at all. */
export function can(principal: Principal, action: Action, kind: ResourceKind): boolean {
  if (principal.grants.includes('owner')) return true
  if (kind === 'catalog' && action === 'read') return true
  if (principal.grants.includes(`${kind}:write`)) return true
  return action === 'read' && principal.grants.includes(`${kind}:read`)
}
