import * as v from 'valibot'
import {
  HASH_ALGORITHMS,
  HASH_ENCODINGS,
  MAX_PATHS_PER_VALUE,
  MAX_VALUE_TRANSFORMATIONS,
} from '../../domain/transformations/transformation.ts'
import { nameSchema } from './sources.ts'

/** Transformations: `/transformations[/:id]`, upstream's shapes. What is not upstream's is marked `Own`. */

const parts = {
  /** Own in this form: upstream documents it, its library lacks it. */
  drop: v.optional(v.boolean()),
  newEventName: v.optional(v.pipe(v.string(), v.maxLength(1000))),
  propertyRenames: v.optional(
    v.array(v.strictObject({ oldName: v.string(), newName: v.string() })),
  ),
  propertyValueTransformations: v.optional(
    v.pipe(
      v.array(
        v.strictObject({
          propertyPaths: v.pipe(v.array(v.string()), v.maxLength(MAX_PATHS_PER_VALUE)),
          propertyValue: v.string(),
        }),
      ),
      v.maxLength(MAX_VALUE_TRANSFORMATIONS),
    ),
  ),
  fqlDefinedProperties: v.optional(
    v.pipe(v.array(v.strictObject({ fql: v.string(), propertyName: v.string() })), v.maxLength(1)),
  ),
  allowProperties: v.optional(v.array(v.string())),
  hashPropertiesConfiguration: v.optional(
    v.strictObject({
      algorithm: v.picklist(HASH_ALGORITHMS),
      encoding: v.optional(v.picklist(HASH_ENCODINGS), 'HEX'),
      key: v.optional(v.string()),
      paths: v.array(v.string()),
    }),
  ),
}

export const createTransformationSchema = v.strictObject({
  name: nameSchema,
  sourceId: v.string(),
  /** Kind of destination (its id in the catalog); absent: the source's scope. */
  destinationMetadataId: v.optional(v.string()),
  enabled: v.boolean(),
  if: v.string(),
  ...parts,
})

export const updateTransformationSchema = v.partial(
  v.strictObject({
    name: nameSchema,
    sourceId: v.string(),
    destinationMetadataId: v.string(),
    enabled: v.boolean(),
    if: v.string(),
    ...parts,
  }),
)

export const transformationAnswerSchema = v.object({
  id: v.string(),
  name: v.string(),
  sourceId: v.string(),
  destinationMetadataId: v.optional(v.string()),
  enabled: v.boolean(),
  if: v.string(),
  drop: v.boolean(),
  newEventName: v.optional(v.string()),
  propertyRenames: v.array(v.object({ oldName: v.string(), newName: v.string() })),
  propertyValueTransformations: v.array(
    v.object({ propertyPaths: v.array(v.string()), propertyValue: v.string() }),
  ),
  fqlDefinedProperties: v.array(v.object({ fql: v.string(), propertyName: v.string() })),
  allowProperties: v.optional(v.array(v.string())),
  /** The key is never shown again: `hasKey`. */
  hashPropertiesConfiguration: v.optional(
    v.object({
      algorithm: v.picklist(HASH_ALGORITHMS),
      encoding: v.picklist(HASH_ENCODINGS),
      hasKey: v.boolean(),
      paths: v.array(v.string()),
    }),
  ),
  createdAt: v.string(),
  updatedAt: v.string(),
})
export type TransformationAnswer = v.InferOutput<typeof transformationAnswerSchema>

/** Own: `POST /transformations/preview`: what a draft does to events; nothing is stored. */
export const previewTransformationSchema = v.strictObject({
  transformation: createTransformationSchema,
  /** Absent: the source's last events. */
  events: v.optional(v.pipe(v.array(v.looseObject({ type: v.string() })), v.maxLength(50))),
})
export const transformationPreviewSchema = v.object({
  looked: v.number(),
  matched: v.number(),
  results: v.array(
    v.object({
      messageId: v.string(),
      before: v.record(v.string(), v.unknown()),
      /** Null: dropped. */
      after: v.nullable(v.record(v.string(), v.unknown())),
    }),
  ),
})
export type TransformationPreview = v.InferOutput<typeof transformationPreviewSchema>
