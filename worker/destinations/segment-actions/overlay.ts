import type { Definition } from './definition.ts'
import { OPERATOR_SECRETS } from './operator-secrets.ts'

export { operatorEnvOf } from './operator-secrets.ts'

/** What every definition lacks of what this deployment needs. Applied once, when one is loaded. */
export function applyOverlay(key: string, definition: Definition): Definition {
  const secrets = Object.entries(OPERATOR_SECRETS[key]?.settings ?? {})
  if (secrets.length > 0 && definition.authentication !== undefined) {
    const { fields } = definition.authentication
    for (const [name, { label, description, required }] of secrets) {
      if (fields[name] !== undefined) throw new Error(`${key} has a setting "${name}" of its own`)
      fields[name] = { label, description, type: 'password', required }
    }
  }
  return definition
}
