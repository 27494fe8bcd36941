import { isJsonObject } from '../event/json.ts'

/** The place of a document that a local reference (`#/definitions/address`) names; undefined: none. */
export function resolvePointer(root: unknown, ref: string): unknown {
  const keys = pointerKeys(ref)
  let place = root
  for (const key of keys ?? []) {
    if (Array.isArray(place)) place = place[Number(key)]
    else if (isJsonObject(place) && Object.hasOwn(place, key)) place = place[key]
    else return undefined
  }
  return keys === null ? undefined : place
}

/** Null for what is no local reference by JSON Pointer. */
function pointerKeys(ref: string): string[] | null {
  if (ref === '#') return []
  if (!ref.startsWith('#/')) return null
  try {
    return ref
      .slice(2)
      .split('/')
      .map((key) => decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~'))
  } catch {
    return null
  }
}
