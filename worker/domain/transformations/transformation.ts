import * as v from 'valibot'

/** Changes events on their way: at the source, or for one kind of destination. Shapes as in the upstream API. */

export const HASH_ALGORITHMS = ['MD5', 'SHA1', 'SHA256', 'SHA512'] as const
export const HASH_ENCODINGS = ['BASE16', 'BASE64', 'BASE64URL', 'HEX'] as const

export const MAX_VALUE_TRANSFORMATIONS = 10
export const MAX_PATHS_PER_VALUE = 10
export const MAX_PATH_LEVELS = 4

/** What a transformation does, as the pipeline sees it. Parts that are absent do nothing. */
export const transformationSchema = v.object({
  id: v.string(),
  /** FQL, looked at once, on the event as it came to this scope: renames never chain. */
  if: v.string(),
  /** Goes nowhere; the other parts are then without effect. */
  drop: v.optional(v.boolean(), false),
  newEventName: v.optional(v.string()),
  propertyRenames: v.optional(v.array(v.object({ oldName: v.string(), newName: v.string() })), []),
  propertyValueTransformations: v.optional(
    v.array(v.object({ propertyPaths: v.array(v.string()), propertyValue: v.string() })),
    [],
  ),
  fqlDefinedProperties: v.optional(
    v.array(v.object({ fql: v.string(), propertyName: v.string() })),
    [],
  ),
  /** Absent: all stay. */
  allowProperties: v.optional(v.array(v.string())),
  hashPropertiesConfiguration: v.optional(
    v.object({
      algorithm: v.picklist(HASH_ALGORITHMS),
      encoding: v.picklist(HASH_ENCODINGS),
      key: v.optional(v.string()),
      paths: v.array(v.string()),
    }),
  ),
})
export type Transformation = v.InferOutput<typeof transformationSchema>

/** Reason code of an event that a transformation drops, at its source or at a destination. */
export const DROPPED_BY_TRANSFORMATION = 'dropped_by_transformation'
