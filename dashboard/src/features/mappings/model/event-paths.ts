import type { SourceField } from '../../../components/source-fields/source-fields.ts'

/** A field as mappings name it: `$.properties.order_id`, `$.traits['first name']`. */
export const mappingPath = (keys: readonly string[]): string => `$.${joinKeys(keys)}`

/** The same inside a text: `{{properties.order_id}}`. */
export const templateVariable = (keys: readonly string[]): string => `{{${joinKeys(keys)}}}`

const joinKeys = (keys: readonly string[]): string =>
  keys.reduce((path, key) => {
    if (!/^[\p{L}\p{N}_$-]+$/u.test(key)) return `${path}['${key}']`
    return path === '' ? key : `${path}.${key}`
  }, '')

/** Which field a path names; null for paths that the list of fields cannot have, such as with places in lists. */
export function keysOfPath(path: string): string[] | null {
  const keys: string[] = []
  const plain = plainPath(path)
  const pieces = plain.matchAll(/(?:^|\.)([^.[\]]+)|\[(?:'([^']*)'|"([^"]*)")\]/g)
  let length = 0
  for (const [whole, word, single, double] of pieces) {
    keys.push(word ?? single ?? double ?? '')
    length += whole.length
  }
  return length === plain.length && keys.length > 0 ? keys : null
}

/** Without what stands for the event itself. */
export const plainPath = (path: string): string => path.replace(/^\$\.?/, '')

/** What the items of a list have, named from the item on. */
export function fieldsOfItems(fields: readonly SourceField[], list: string): SourceField[] {
  const listKeys = keysOfPath(list)
  if (listKeys === null) return []
  return fields
    .filter(
      ({ keys, isInList }) =>
        isInList &&
        keys.length > listKeys.length &&
        listKeys.every((key, index) => key === keys[index]),
    )
    .map((field) => {
      const keys = field.keys.slice(listKeys.length)
      return { ...field, keys, path: joinKeys(keys), group: 'Properties', isInList: false }
    })
}
