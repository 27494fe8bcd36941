// Its CommonJS build has no names that Node can import by themselves.
import fastJsonPatch, { type Operation } from 'fast-json-patch'

/** What makes one JSON document of another: RFC 6902. */
export type JsonPatch = readonly Operation[]

/** The document as the patch makes it; the one that is given stays as it is. */
export function applyJsonPatch<T>(document: T, patch: JsonPatch): T {
  return fastJsonPatch.applyPatch(document, [...patch], false, false).newDocument
}

/** A JSON Pointer (RFC 6901). */
export const jsonPointer = (keys: readonly (string | number)[]): string =>
  keys.map((key) => `/${fastJsonPatch.escapePathComponent(String(key))}`).join('')

/** What makes the second document of the first. */
export const diffJson = (before: object, after: object): JsonPatch =>
  fastJsonPatch.compare(before, after)
