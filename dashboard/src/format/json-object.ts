export type JsonObject = Record<string, unknown>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isEmpty = (object: JsonObject): boolean => Object.keys(object).length === 0
