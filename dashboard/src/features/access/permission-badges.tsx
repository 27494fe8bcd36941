import { useQuery } from '@tanstack/react-query'
import { sourcesQuery } from '../../api/sources.ts'
import type { PermissionAnswer } from '../../api/team.ts'
import { Badge } from '../../components/ui/badge.tsx'

/** Roles in short, each with what it is given for. */
export function PermissionBadges({ permissions }: { permissions: readonly PermissionAnswer[] }) {
  const { data: sources = [] } = useQuery(sourcesQuery())
  const shown = permissions.filter(({ roleId }) => roleId !== 'workspace-member')
  if (shown.length === 0) return <Badge>Minimal access</Badge>
  const nameOf = (id: string) => sources.find((source) => source.id === id)?.name ?? id
  return (
    <ul className="flex flex-wrap gap-1">
      {shown.map((permission) => {
        const scope = scopeOf(permission, nameOf)
        return (
          <li key={`${permission.roleId} ${scope}`}>
            <Badge
              className="inline-block max-w-full rounded-md whitespace-normal"
              tone={permission.roleId === 'workspace-owner' ? 'primary' : 'neutral'}
            >
              {permission.roleName}
              {scope !== '' && <span className="font-normal wrap-anywhere"> {scope}</span>}
            </Badge>
          </li>
        )
      })}
    </ul>
  )
}

const MAX_NAMED = 2

function scopeOf({ resources, labels }: PermissionAnswer, nameOf: (id: string) => string): string {
  if (labels.length > 0) return labels.map(({ key, value }) => `${key}:${value}`).join(' and ')
  const listed = resources.filter(({ type }) => type !== 'WORKSPACE')
  if (listed.length > MAX_NAMED) return `${listed.length} resources`
  return listed.map(({ id }) => nameOf(id)).join(', ')
}
