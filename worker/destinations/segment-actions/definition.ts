/**
 * Upstream's definition of a destination, as far as this project looks into it. Its own types pull in the
 * DOM's, which contradict those of Workers.
 */
export interface DefinitionChoice {
  value: string | number | boolean
  label: string
}

export interface DefinitionConditions {
  match?: 'any' | 'all'
  conditions: {
    type?: 'field' | 'syncMode'
    fieldKey?: string
    operator: 'is' | 'is_not'
    value?: unknown
  }[]
}

export interface DefinitionField {
  label?: string
  description?: string
  type: string
  required?: boolean | DefinitionConditions
  multiple?: boolean
  default?: unknown
  choices?: readonly (string | DefinitionChoice)[]
  dynamic?: unknown
  allowNull?: boolean
  placeholder?: string
  format?: string
  minimum?: number
  maximum?: number
  properties?: Record<string, DefinitionField>
  additionalProperties?: boolean
  defaultObjectUI?: string
  unsafe_hidden?: boolean
  readOnly?: boolean
  depends_on?: DefinitionConditions
  category?: string
  displayMode?: string
}

export interface DefinitionAction {
  title: string
  description?: string
  platform?: string
  defaultSubscription?: string
  hidden?: boolean
  fields: Record<string, DefinitionField>
  perform: unknown
  performBatch?: unknown
  dynamicFields?: Record<string, unknown>
  hooks?: Record<
    string,
    { label: string; description: string; inputFields?: Record<string, DefinitionField> }
  >
  syncMode?: {
    label: string
    description: string
    default: string
    choices: readonly DefinitionChoice[]
  }
}

export interface DefinitionPreset {
  name: string
  partnerAction: string
  subscribe?: string
  mapping?: Record<string, unknown>
  type: 'automatic' | 'specificEvent'
  eventSlug?: string
}

/** Options of one request as upstream's client takes them. */
export interface RequestOptions {
  headers?: Record<string, string | undefined>
  [option: string]: unknown
}

export interface Definition {
  name: string
  slug?: string
  mode: string
  description?: string
  authentication?: {
    scheme: 'basic' | 'custom' | 'oauth2' | 'oauth-managed'
    fields: Record<string, DefinitionField>
    testAuthentication?: unknown
    refreshAccessToken?: unknown
  }
  extendRequest?: (data: { settings: Record<string, unknown> }) => RequestOptions
  actions: Record<string, DefinitionAction>
  presets?: readonly DefinitionPreset[]
  onDelete?: unknown
  audienceConfig?: { createAudience?: unknown; getAudience?: unknown }
  audienceFields?: Record<string, DefinitionField>
}
