import type { ActionDetail } from '../catalog/destination-detail.ts'
import { MAX_MAPPING_BYTES, mappingBytes } from '../config/mapping.ts'
import { SYNC_MODE_KEY } from './default-mapping.ts'

export interface MappingProblem {
  /** Key of the action's field, with the way into it; empty when it is about the mapping as a whole. */
  field: string
  message: string
}

/** Directives inside each other; what people write has five. */
const MAX_DEPTH = 32

const MATCHING_KEY = '__segment_internal_matching_key'
const ROOT_DIRECTIVE = '__segment_internal_directive'
/** How events are gathered; actions that take batches have these fields, said so or not. */
const BATCH_KEYS: ReadonlySet<string> = new Set([
  'enable_batching',
  'batch_size',
  'batch_keys',
  'batch_bytes',
])

/**
 * What can be seen of a mapping without reading its directives: too large, too deep, about fields that
 * the action does not have.
 */
export function findMappingProblems(
  action: ActionDetail,
  mapping: Readonly<Record<string, unknown>>,
): MappingProblem[] {
  const problems: MappingProblem[] = []
  for (const [key, value] of Object.entries(mapping)) {
    const problem = isKnown(action, key)
      ? problemWithin(value, key, 1)
      : { field: key, message: `"${action.name}" has no such field.` }
    if (problem !== null) problems.push(problem)
  }
  // Measured last: what is too deep may not be measurable.
  if (problems.length === 0 && mappingBytes(mapping) > MAX_MAPPING_BYTES) {
    problems.push({
      field: '',
      message: `A mapping may have ${MAX_MAPPING_BYTES / 1024} KB as JSON.`,
    })
  }
  return [...problems, ...syncModeProblems(action, mapping)]
}

function isKnown(action: ActionDetail, key: string): boolean {
  if (action.fields.some((field) => field.key === key)) return true
  if (key === MATCHING_KEY || key === ROOT_DIRECTIVE) return true
  if (key === SYNC_MODE_KEY) return action.syncMode !== undefined
  if (BATCH_KEYS.has(key)) return action.supportsBatch
  return action.hooks.some((hook) => hook.name === key)
}

function problemWithin(value: unknown, path: string, depth: number): MappingProblem | null {
  if (typeof value !== 'object' || value === null) return null
  if (depth > MAX_DEPTH)
    return { field: path, message: `It is nested more than ${MAX_DEPTH} deep.` }
  for (const [key, inner] of Object.entries(value)) {
    const at = `${path}.${key}`
    // Code that copies `a[key] = b[key]` would change a prototype.
    if (key === '__proto__') return { field: at, message: 'A key of this name is not possible.' }
    const problem = problemWithin(inner, at, depth + 1)
    if (problem !== null) return problem
  }
  return null
}

function syncModeProblems(
  { syncMode }: ActionDetail,
  mapping: Readonly<Record<string, unknown>>,
): MappingProblem[] {
  const given = mapping[SYNC_MODE_KEY]
  if (syncMode === undefined || given === undefined) return []
  if (syncMode.choices.some(({ value }) => value === given)) return []
  const choices = syncMode.choices.map(({ value }) => `"${value}"`).join(', ')
  return [{ field: SYNC_MODE_KEY, message: `One of ${choices}.` }]
}
