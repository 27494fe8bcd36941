import type { PermissionInput } from '../../api/team.ts'

/** What is missing before the roles can be saved; undefined when nothing is. */
export function missingIn(permissions: readonly PermissionInput[]): string | undefined {
  for (const { resources, labels } of permissions) {
    if (resources?.length === 0) return 'Choose at least one source for a role, or give it for all.'
    if (resources === undefined && labels?.length === 0) {
      return 'Choose at least one label for a role, or give it for all.'
    }
  }
  return undefined
}
