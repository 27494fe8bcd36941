import type { Definition, DefinitionField } from './definition.ts'

/** Changes to a definition that hold for every destination, then its own. Applied once, when it is loaded. */
export function applyOverlay(_key: string, definition: Definition): Definition {
  for (const action of Object.values(definition.actions)) {
    if (action.performBatch !== undefined && action.fields.enable_batching === undefined) {
      action.fields.enable_batching = ENABLE_BATCHING
    }
  }
  return definition
}

/** Two in three actions that can take events together declare this field; the others take it as well. */
const ENABLE_BATCHING: DefinitionField = {
  label: 'Send events together',
  description: 'Sends several events in one request where there are several to send.',
  type: 'boolean',
  default: false,
}

export function operatorEnvOf(): Record<string, string> {
  return {}
}
