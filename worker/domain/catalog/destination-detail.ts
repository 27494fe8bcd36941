/**
 * What the catalog says about a destination that has actions: plain data, made when the catalog is
 * built, one JSON file per destination. Upstream's names are kept where there is one.
 */

export type FieldType =
  | 'string'
  | 'text'
  | 'number'
  | 'integer'
  | 'datetime'
  | 'boolean'
  | 'password'
  | 'object'

export interface FieldChoice {
  value: string | number | boolean
  label: string
}

/** When a field is required, or shown: conditions on the values of other fields or on the sync mode. */
export interface FieldConditions {
  match: 'any' | 'all'
  conditions: {
    /** `syncMode` looks at the mapping's sync mode; `fieldKey` at another field. */
    type: 'field' | 'syncMode'
    /** Only with `field`. */
    fieldKey?: string
    operator: 'is' | 'is_not'
    /** Absent means "empty, missing or null". */
    value?: unknown
  }[]
}

/** One field of an action: what a mapping gives a value or a directive for. */
export interface ActionField {
  key: string
  label: string
  description: string
  type: FieldType
  required: boolean | FieldConditions
  /** A list of values of `type`. */
  multiple: boolean
  /** Literal or directive that prefills a new mapping; never applied when an event is mapped. */
  default?: unknown
  choices?: FieldChoice[]
  /** Choices come from the partner: asked for with the destination's credentials. */
  dynamic: boolean
  allowNull: boolean
  placeholder?: string
  format?: string
  minimum?: number
  maximum?: number
  /** Nested fields of an object. */
  properties?: ActionField[]
  /** An object takes keys besides `properties`. */
  additionalProperties: boolean
  /** How an object is best edited. */
  objectEditor?: 'keyvalue' | 'object' | 'keyvalue:only' | 'object:only' | 'arrayeditor'
  /** Not shown, but its default is part of a new mapping. */
  hidden: boolean
  readOnly: boolean
  dependsOn?: FieldConditions
  category?: string
  /** Shown folded. */
  collapsed: boolean
}

export interface ActionDetail {
  /** Key of the action in the definition, e.g. `trackPurchase`: what a mapping names. */
  slug: string
  name: string
  description: string
  /** FQL that prefills the trigger; empty when upstream gives none. */
  defaultTrigger: string
  hidden: boolean
  fields: ActionField[]
  /** It takes events in batches when the mapping's `enable_batching` says so. */
  supportsBatch: boolean
  syncMode?: {
    label: string
    description: string
    default: string
    choices: FieldChoice[]
  }
  /** Names of hooks, e.g. `onMappingSave`, with the fields of their input. */
  hooks: { name: string; label: string; description: string; fields: ActionField[] }[]
}

/** A mapping that is made when the destination is added. */
export interface PresetDetail {
  actionSlug: string
  name: string
  /** FQL. */
  trigger: string
  /** Field key -> literal or directive. */
  mapping: Record<string, unknown>
  /** Only `automatic` ones are made by themselves; the others are upstream's audience features. */
  type: 'automatic' | 'specificEvent'
}

/** One setting of a destination, as its form shows it. */
export interface SettingDetail {
  key: string
  label: string
  description: string
  type: 'string' | 'number' | 'boolean'
  required: boolean
  /** Masked in forms and answers, sealed when stored. */
  secret: boolean
  /** It says where requests go: when it changes, the destination's other secrets are forgotten. */
  namesHost: boolean
  /** A list of values of `type`. */
  multiple?: boolean
  choices?: FieldChoice[]
  default?: unknown
  format?: string
  /** Shown only when other settings have these values. */
  dependsOn?: FieldConditions
}

export interface OAuthDetail {
  /** Absent where the partner's endpoint is not known: then a token has to be pasted. */
  authorizeUrl?: string
  tokenUrl?: string
  scopes: string[]
  /** Extra query parameters of the authorization request, e.g. `access_type=offline`. */
  authorizeParams?: Record<string, string>
}

/** Short form, one per destination in the index. */
export interface CatalogSummary {
  /** Upstream folder name for a destination of the open-source catalog; the slug for one of ours. */
  key: string
  slug: string
  /** Key in an event's `integrations` object. */
  name: string
  description: string
  website: string
  categories: string[]
  /** `native` ones are ours: they have no actions and take whole events. */
  kind: 'actions' | 'native'
  scheme: 'none' | 'basic' | 'custom' | 'oauth2' | 'oauth-managed'
  actions: { slug: string; name: string }[]
}

export interface CatalogDetail extends Omit<CatalogSummary, 'actions'> {
  settings: SettingDetail[]
  actions: ActionDetail[]
  presets: PresetDetail[]
  oauth?: OAuthDetail
  /** It can tell whether its credentials are good. */
  testsCredentials: boolean
  /** It takes requests to delete a person. */
  deletesUsers: boolean
}
