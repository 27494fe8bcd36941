import type { Annotated, Item, MappedFields, MappedValue } from './mapped-value.ts'

/** The mapping as the API takes it: what is not set is left out. */
export const writeMapping = (fields: MappedFields): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields)
      .map(([key, value]) => [key, writeValue(value)] as const)
      .filter(([, value]) => value !== undefined),
  )

/** A literal or a directive; undefined for what is not set. */
export function writeValue(value: MappedValue): unknown {
  switch (value.kind) {
    case 'unset':
      return undefined
    case 'null':
      return null
    case 'static':
    case 'raw':
      return value.value
    case 'list':
      return writeItems(value.items)
    case 'object':
      return Object.fromEntries(
        value.entries
          .map((entry) => [entry.key, writeValue(entry.value)] as const)
          .filter(([, one]) => one !== undefined),
      )
    case 'path':
      return directive('@path', value.path, value)
    case 'template':
      return directive('@template', value.text, value)
    case 'liquid':
      return directive('@liquid', value.text, value)
    default:
      return writeFunction(value)
  }
}

type FunctionKind = 'coalesce' | 'case' | 'replace' | 'json' | 'flatten' | 'merge' | 'array'

function writeFunction(value: Extract<MappedValue, { kind: FunctionKind }>): unknown {
  switch (value.kind) {
    case 'coalesce':
      return directive(
        '@if',
        {
          ...given(value.test, value.of),
          ...given('then', value.found),
          ...given('else', value.otherwise),
        },
        value,
      )
    case 'case':
      return directive('@case', { operator: value.to, ...given('value', value.of) }, value)
    case 'replace':
      return directive('@replace', { ...value.rules, ...given('value', value.of) }, value)
    case 'json':
      return directive('@json', { mode: value.mode, ...given('value', value.of) }, value)
    case 'flatten': {
      const { separator, omitArrays } = value
      return directive(
        '@flatten',
        { ...given('value', value.of), separator, ...(omitArrays !== undefined && { omitArrays }) },
        value,
      )
    }
    case 'merge':
      return directive(
        '@merge',
        { objects: writeItems(value.objects), direction: value.direction },
        value,
      )
    case 'array': {
      const from = value.isDirective ? { '@path': value.path } : value.path
      const shape = writeValue(value.shape)
      return directive('@arrayPath', shape === undefined ? [from] : [from, shape], value)
    }
  }
}

const writeItems = (items: readonly Item[]): unknown[] =>
  items.map((item) => writeValue(item.value)).filter((item) => item !== undefined)

const directive = (name: string, content: unknown, annotated: Annotated) => ({
  [name]: content,
  ...(Object.hasOwn(annotated, 'meta') && { _metadata: annotated.meta }),
})

function given(key: string, value: MappedValue): Record<string, unknown> {
  const written = writeValue(value)
  return written === undefined ? {} : { [key]: written }
}
