export const ACTIONS = ['read', 'write', 'create'] as const
/** `write` is edit and delete; `create` is what a scope of single resources never includes. */
export type Action = (typeof ACTIONS)[number]

export const RESOURCE_KINDS = [
  'workspace',
  'member',
  'token',
  'audit',
  'label',
  'configuration',
  'source',
  'write-key',
  'destination',
  'function',
  'tracking-plan',
  'warehouse',
  'identity',
  'space',
  'audience',
  'entity',
  'privacy',
  'personal-data',
] as const
export type ResourceKind = (typeof RESOURCE_KINDS)[number]

export interface Label {
  key: string
  value: string
}

/**
 * What is asked for. A scope is judged by what the resource hangs on: a destination and a write key
 * by their source, an audience by its space.
 */
export interface Resource {
  kind: ResourceKind
  /** Id and labels of the source, space, warehouse or function; absent: all of the kind. */
  within?: { id: string; labels?: readonly Label[] }
}
