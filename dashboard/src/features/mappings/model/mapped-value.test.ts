import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UNSET, valueAt, withValueAt } from './mapped-value.ts'
import { readMapping, readValue } from './read-value.ts'
import { writeMapping, writeValue } from './write-value.ts'

/** Spelled out, it would look like a promise. */
const THEN = 'then'
const NAMES = ['@path', '@template', '@liquid', '@if', '@case', '@replace', '@json', '@flatten']
const KEYS = ['a', 'value', 'mode', 'operator', 'exists', 'blank', 'then', 'else', 'separator']

/** Directives well formed and not, inside each other and beside plain values. */
const { anyValue } = fc.letrec<{ anyValue: unknown; directive: unknown; plain: unknown }>(
  (tie) => ({
    anyValue: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
      tie('directive'),
      tie('plain'),
    ),
    plain: fc.oneof(
      fc.array(tie('anyValue'), { maxLength: 3 }),
      fc.dictionary(
        fc.oneof(fc.constantFrom(...KEYS), fc.constantFrom(...NAMES, '@other', '_metadata')),
        tie('anyValue'),
        { maxKeys: 3 },
      ),
    ),
    directive: fc.oneof(
      fc.record({ '@path': fc.string() }),
      fc.record({ '@template': fc.string() }),
      fc.record({ '@path': fc.string(), _metadata: fc.constant({ label: 'x' }) }),
      fc.record({
        '@if': fc.record(
          { exists: tie('anyValue'), [THEN]: tie('anyValue'), else: tie('anyValue') },
          { requiredKeys: ['exists'] },
        ),
      }),
      fc.record({
        '@case': fc.record({ operator: fc.constantFrom('lower', 'up'), value: tie('anyValue') }),
      }),
      fc.record({
        '@replace': fc.record(
          {
            pattern: fc.string(),
            replacement: fc.string(),
            pattern2: fc.oneof(fc.string(), fc.integer()),
            ignorecase: fc.boolean(),
            value: tie('anyValue'),
          },
          { requiredKeys: ['pattern', 'value'] },
        ),
      }),
      fc.record({
        '@json': fc.record({ mode: fc.constantFrom('encode', 'decode'), value: tie('anyValue') }),
      }),
      fc.record({
        '@flatten': fc.record(
          { value: tie('anyValue'), separator: fc.string(), omitArrays: fc.boolean() },
          { requiredKeys: ['value', 'separator'] },
        ),
      }),
      fc.record({
        '@merge': fc.record({
          objects: fc.array(tie('anyValue'), { maxLength: 3 }),
          direction: fc.constantFrom('left', 'right'),
        }),
      }),
      fc.record({
        '@arrayPath': fc.oneof(
          fc.tuple(fc.string()),
          fc.tuple(fc.string(), tie('anyValue')),
          fc.tuple(fc.record({ '@path': fc.string() }), tie('anyValue')),
          fc.tuple(tie('anyValue'), tie('anyValue')),
        ),
      }),
      fc.record({ '@transform': tie('anyValue') }),
      fc.record({ '@excludeWhenNull': tie('anyValue') }),
      fc.record({ '@literal': tie('anyValue') }),
    ),
  }),
)

describe('a mapped value', () => {
  it('is written as it was read, whatever it is', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(writeValue(readValue(value))).toEqual(value)
      }),
      { numRuns: 1000 },
    )
  })

  it('and so is a whole mapping, with the keys in their order', () => {
    const mapping = {
      name: { '@path': '$.event' },
      ids: ['a', { '@path': '$.userId' }],
      enable_batching: true,
      __segment_internal_sync_mode: 'upsert',
      onMappingSave: { inputs: {}, outputs: { id: 1 } },
    }
    const written = writeMapping(readMapping(mapping))
    expect(JSON.stringify(written)).toBe(JSON.stringify(mapping))
  })

  it.each([
    [{ '@path': '$.a' }, 'path'],
    [{ '@template': 'Hi {{traits.name}}' }, 'template'],
    [{ '@if': { exists: { '@path': '$.a' }, [THEN]: 1, else: 2 } }, 'coalesce'],
    [{ '@if': { exists: 1, blank: 2 } }, 'raw'],
    [{ '@case': { operator: 'upper', value: 'x' } }, 'case'],
    [{ '@case': { operator: 'title', value: 'x' } }, 'raw'],
    [{ '@replace': { pattern: 'a', value: { '@path': '$.a' } } }, 'replace'],
    [{ '@arrayPath': ['$.properties.products', { sku: { '@path': '$.sku' } }] }, 'array'],
    [{ '@arrayPath': [{ '@path': '$.properties.products' }] }, 'array'],
    [{ '@path': '$.a', '@template': 'x' }, 'raw'],
    [{ '@path': '$.a', other: 1 }, 'raw'],
    [{ '@literal': { a: 1 } }, 'raw'],
    [{ a: { '@path': '$.a' } }, 'object'],
    [[], 'list'],
    ['', 'static'],
    [null, 'null'],
    [undefined, 'unset'],
  ])('%j is shown as %s', (value, kind) => {
    expect(readValue(value).kind).toBe(kind)
  })

  it('that is an object has its parts set and taken away by key', () => {
    const one = withValueAt(UNSET, 'a', readValue('x'))
    expect(writeValue(one)).toEqual({ a: 'x' })
    expect(valueAt(one, 'a')).toEqual({ kind: 'static', value: 'x' })
    expect(writeValue(withValueAt(withValueAt(one, 'b', readValue(1)), 'a', UNSET))).toEqual({
      b: 1,
    })
    expect(valueAt(one, 'toString')).toEqual(UNSET)
  })
})
