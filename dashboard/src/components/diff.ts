export interface Change {
  /** Where it is, e.g. `settings.hooks.0.hook`; empty for the whole. */
  path: string
  kind: 'added' | 'removed' | 'changed'
  before: unknown
  after: unknown
}

/** What became different, one entry per place, in the order of the fields. */
export function diff(before: unknown, after: unknown, path = ''): Change[] {
  if (Object.is(before, after)) return []
  if (isObject(before) && isObject(after) && Array.isArray(before) === Array.isArray(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return names.flatMap((name) =>
      diff(before[name], after[name], path === '' ? name : `${path}.${name}`),
    )
  }
  const isAbsent = (value: unknown) => value === undefined || value === null
  // Of a thing that is new or gone, each field is shown by itself.
  if (isAbsent(before) && isFilled(after)) return diff(emptyLike(after), after, path)
  if (isAbsent(after) && isFilled(before)) return diff(before, emptyLike(before), path)
  if (isAbsent(before) && isAbsent(after)) return []
  const kind = isAbsent(before) ? 'added' : isAbsent(after) ? 'removed' : 'changed'
  return [{ path, kind, before, after }]
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const isFilled = (value: unknown): value is Record<string, unknown> =>
  isObject(value) && Object.keys(value).length > 0

const emptyLike = (value: object) => (Array.isArray(value) ? [] : {})
