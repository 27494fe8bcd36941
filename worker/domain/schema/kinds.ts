/** Kinds of the source schema: events by name, the others one row of fields each. Stored by position. */
export const SCHEMA_KINDS = ['track', 'identify', 'group', 'page', 'screen'] as const
export type SchemaKind = (typeof SCHEMA_KINDS)[number]

export const SCHEMA_PERIODS = ['24h', '7d', '30d'] as const
export type SchemaPeriod = (typeof SCHEMA_PERIODS)[number]

/** JSON types, and what strings look like. Stored as bits by position, so new ones go to the end. */
export const FIELD_TYPES = [
  'string',
  'number',
  'integer',
  'boolean',
  'object',
  'array',
  'null',
  'date-time',
] as const
export type FieldType = (typeof FIELD_TYPES)[number]

export const NAMING_PROBLEMS = [
  'not_object_action',
  'not_snake_case',
  'dynamic_name',
  'near_duplicate',
] as const
export type NamingProblem = (typeof NAMING_PROBLEMS)[number]
