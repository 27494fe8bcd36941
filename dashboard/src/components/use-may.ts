import { useQuery } from '@tanstack/react-query'
import type { Action, ResourceKind } from '../../../worker/domain/access/resource.ts'
import { currentWorkspace, meQuery } from '../api/me.ts'

/** What the signed-in person may do with something of a kind, for buttons that would be refused. */
export function useMay(): {
  some: (action: Action, kind: ResourceKind) => boolean
  /** With everything of the kind, and with what is yet to come: what creating asks for. */
  all: (action: Action, kind: ResourceKind) => boolean
} {
  const { data: me } = useQuery(meQuery())
  const workspace = me ? currentWorkspace(me) : undefined
  return {
    some: (action, kind) => (workspace?.may[kind] ?? []).includes(action),
    all: (action, kind) => (workspace?.mayAll[kind] ?? []).includes(action),
  }
}
