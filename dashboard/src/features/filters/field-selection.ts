import { splitPath } from '../../../../worker/domain/routing/select-fields.ts'

/** Keys in one object of the event. */
export interface ObjectKeys {
  /** Where the object is; empty for the event itself. */
  object: readonly string[]
  keys: readonly string[]
}

/** The fields of an action as the API has them: path of an object -> keys in it. */
export type FieldMap = Readonly<Record<string, readonly string[]>>

export const readFields = (fields: FieldMap): ObjectKeys[] =>
  Object.entries(fields).map(([path, keys]) => ({ object: splitPath(path), keys }))

export const writeFields = (objects: readonly ObjectKeys[]): Record<string, string[]> =>
  Object.fromEntries(objects.map(({ object, keys }) => [joinPath(object), [...keys]]))

/** Dots divide a path; a dot of a name has a backslash before it. */
export const joinPath = (keys: readonly string[]): string =>
  keys.map((key) => key.replaceAll(/[\\.]/g, '\\$&')).join('.')

export { splitPath }

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((key, index) => key === b[index])

/** With one more field; the same objects when it is among them. */
export function addField(
  objects: readonly ObjectKeys[],
  field: readonly string[],
): readonly ObjectKeys[] {
  const key = field.at(-1)
  if (key === undefined) return objects
  const object = field.slice(0, -1)
  const known = objects.find((entry) => isSame(entry.object, object))
  if (known === undefined) return [...objects, { object, keys: [key] }]
  if (known.keys.includes(key)) return objects
  return objects.map((entry) => (entry === known ? { object, keys: [...entry.keys, key] } : entry))
}

/** Without a key. Its object stays, also without keys: to allow nothing of it says something. */
export const removeKey = (
  objects: readonly ObjectKeys[],
  object: readonly string[],
  key: string,
): ObjectKeys[] =>
  objects.map((entry) =>
    isSame(entry.object, object)
      ? { ...entry, keys: entry.keys.filter((known) => known !== key) }
      : entry,
  )

export const removeObject = (
  objects: readonly ObjectKeys[],
  object: readonly string[],
): ObjectKeys[] => objects.filter((entry) => !isSame(entry.object, object))
