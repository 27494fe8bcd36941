/**
 * What a failing assertion is called and how it is told: code for code and word for word as the Go library
 * gojsonschema does, which the upstream product uses, so that what people have written about violations
 * (alerts, queries over them) goes on working.
 */

/** Keys, and positions in lists, that lead to a value. */
export type ValuePath = readonly (string | number)[]

/** `properties.products.0.price`. @param folded With `$` for every position in a list. */
export const fieldName = (path: ValuePath, folded = false): string =>
  path.length === 0
    ? '(root)'
    : path.map((key) => (folded && typeof key === 'number' ? '$' : key)).join('.')

export const FAILURE_WORDS = {
  required: (field: string) => `${field} is required`,
  invalid_type: (types: readonly string[], value: unknown) =>
    `Invalid type. Expected: ${types.length === 1 ? types[0] : `[${types.join(',')}]`}, given: ${typeName(value)}`,
  enum: (allowed: readonly unknown[], field: string) =>
    `${field} must be one of the following: ${allowed.map((one) => JSON.stringify(one)).join(', ')}`,
  const: (value: unknown, field: string) => `${field} does not match: ${JSON.stringify(value)}`,
  pattern: (pattern: string) => `Does not match pattern '${pattern}'`,
  format: (format: string) => `Does not match format '${format}'`,
  string_gte: (limit: number) => `String length must be greater than or equal to ${limit}`,
  string_lte: (limit: number) => `String length must be less than or equal to ${limit}`,
  number_gte: (limit: number) => `Must be greater than or equal to ${limit}`,
  number_gt: (limit: number) => `Must be greater than ${limit}`,
  number_lte: (limit: number) => `Must be less than or equal to ${limit}`,
  number_lt: (limit: number) => `Must be less than ${limit}`,
  multiple_of: (divisor: number) => `Must be a multiple of ${divisor}`,
  array_min_items: (limit: number) => `Array must have at least ${limit} items`,
  array_max_items: (limit: number) => `Array must have at most ${limit} items`,
  array_no_additional_items: () => 'No additional items allowed on array',
  unique: ([i, j]: readonly [number, number]) => `array items[${i},${j}] must be unique`,
  contains: () => 'At least one of the items must match',
  array_min_properties: (limit: number) => `Must have at least ${limit} properties`,
  array_max_properties: (limit: number) => `Must have at most ${limit} properties`,
  additional_property_not_allowed: (key: string) => `Additional property ${key} is not allowed`,
  invalid_property_name: (key: string) => `Property name of "${key}" does not match`,
  number_any_of: () => 'Must validate at least one schema (anyOf)',
  number_one_of: () => 'Must validate one and only one schema (oneOf)',
  number_all_of: () => 'Must validate all the schemas (allOf)',
  number_not: () => 'Must not validate the schema (not)',
  condition_then: () => 'Must validate "then" as "if" was valid',
  condition_else: () => 'Must validate "else" as "if" was not valid',
  missing_dependency: (key: string) => `Has a dependency on ${key}`,
  false: () => 'False always fails validation',
} as const
export type FailureCode = keyof typeof FAILURE_WORDS

/** `additional_property_not_allowed` -> `Additional Property Not Allowed`. */
export const failureTitle = (code: FailureCode): string =>
  code
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ')

function typeName(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}
