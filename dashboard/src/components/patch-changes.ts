import { isObject } from '../format/json-object.ts'
import type { Change } from './diff.ts'

export interface PatchOperation {
  op: string
  path: string
  from?: unknown
  value?: unknown
}

/** A JSON Patch as what it changed, with what stood there before as far as the event tells. */
export const patchChanges = (event: unknown, patch: readonly PatchOperation[]): Change[] =>
  patch.flatMap((operation): Change[] => {
    const { op, path, from, value } = operation
    const before = valueAt(event, path)
    switch (op) {
      case 'add':
        return [
          {
            path: named(path),
            kind: before === undefined ? 'added' : 'changed',
            before,
            after: value,
          },
        ]
      case 'replace':
        return [{ path: named(path), kind: 'changed', before, after: value }]
      case 'remove':
        return [{ path: named(path), kind: 'removed', before, after: undefined }]
      case 'move':
      case 'copy': {
        const source = typeof from === 'string' ? from : ''
        const moved = valueAt(event, source)
        const arrived: Change = { path: named(path), kind: 'added', before, after: moved }
        if (op === 'copy') return [arrived]
        return [{ path: named(source), kind: 'removed', before: moved, after: undefined }, arrived]
      }
      // `test` changes nothing.
      default:
        return []
    }
  })

/** https://www.rfc-editor.org/rfc/rfc6901 */
const partsOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))

const named = (pointer: string): string => partsOf(pointer).join('.')

const valueAt = (value: unknown, pointer: string): unknown =>
  partsOf(pointer).reduce<unknown>((at, key) => {
    if (Array.isArray(at)) return at[Number(key)]
    return isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined
  }, value)
