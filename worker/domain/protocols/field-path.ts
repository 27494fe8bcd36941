/**
 * How a field below `properties` or `traits` is named: its keys with dots between them, `.$` for every
 * item of a list. A dot, a backslash or a dollar sign that belongs to a key has a backslash before it
 * (`a\.b`), the dollar sign only where it is the whole key.
 */
export const ANY_ITEM = Symbol('any item of a list')
export type FieldPath = readonly (string | typeof ANY_ITEM)[]

export const formatFieldPath = (path: FieldPath): string =>
  path.map((key) => (key === ANY_ITEM ? '$' : escapeKey(key))).join('.')

const escapeKey = (key: string): string =>
  key === '$' ? '\\$' : key.replaceAll('\\', '\\\\').replaceAll('.', '\\.')

/** Every text is a path; `formatFieldPath` gives its plain spelling back. */
export function parseFieldPath(text: string): FieldPath {
  const keys: (string | typeof ANY_ITEM)[] = []
  let from = 0
  for (let at = 0; at <= text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '.' || at === text.length) {
      keys.push(parseKey(text.slice(from, at)))
      from = at + 1
    }
  }
  // A backslash at the very end escapes nothing, and hides the end.
  return from > text.length ? keys : [...keys, parseKey(text.slice(from))]
}

const parseKey = (text: string) => (text === '$' ? ANY_ITEM : text.replace(/\\([\s\S])/g, '$1'))
