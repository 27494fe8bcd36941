import { describe, expect, it } from 'vitest'
import {
  findProblems,
  MAX_PATTERN_CHARS,
  MAX_SCHEMA_LEVELS,
  MAX_SCHEMA_PARTS,
} from './find-problems.ts'

const MAX_BYTES = 64 * 1024
const problemsOf = (schema: unknown): [string, string][] =>
  findProblems(schema, MAX_BYTES).map(({ code, pointer }) => [code, pointer])
const ofX = (schema: unknown) => ({ type: 'object', properties: { x: schema } })
const messageOf = (schema: unknown): string | undefined =>
  findProblems(schema, MAX_BYTES)[0]?.message

describe('a schema that is taken', () => {
  it('has what people write into plans', () => {
    const schema = {
      $schema: 'http://json-schema.org/draft-07/schema#',
      $id: 'https://example.com/plan',
      id: '/properties/x',
      title: 'Order',
      description: 'An order',
      labels: { team: 'shop' },
      eventMetadata: { name: 'Order', type: 'track' },
      type: 'object',
      definitions: { sku: { type: 'string', pattern: '(?i)^g-\\d+$' } },
      properties: {
        context: {},
        traits: true,
        properties: {
          type: 'object',
          required: ['products', '__proto__'],
          properties: {
            products: { type: ['array', 'null'], items: { $ref: '#/definitions/sku' } },
            at: { type: 'string', format: 'date-time' },
            kind: { enum: ['a', null, 1], default: 'a', examples: ['a'] },
            price: { minimum: 0, exclusiveMinimum: true, multipleOf: 0.01 },
            given: { if: {}, else: false },
            // The names of properties are no keywords.
            type: {},
            enum: { not: { const: 1 } },
          },
          dependencies: { a: ['b'], c: { required: ['d'] } },
          patternProperties: { '^utm_': {} },
        },
      },
    }
    expect(problemsOf(schema)).toEqual([])
    const $schema = 'http://json-schema.org/draft-04/schema#'
    expect(problemsOf({ $schema })).toEqual([])
  })

  it('may refer to the same place from several', () => {
    const one = { $ref: '#/definitions/a' }
    expect(problemsOf({ definitions: { a: {} }, allOf: [one, one], not: one })).toEqual([])
  })
})

describe('a schema that is refused', () => {
  it('is no object', () => {
    for (const schema of [true, null, 'x', [], 1]) {
      expect(problemsOf(schema)).toEqual([['schema_not_object', '']])
    }
  })

  it('is larger, deeper or has more in it than can be checked', () => {
    expect(problemsOf({ description: 'é'.repeat(MAX_BYTES / 2) })).toEqual([
      ['schema_too_large', ''],
    ])
    const nested = (levels: number): object => (levels === 0 ? {} : { not: nested(levels - 1) })
    expect(problemsOf(nested(MAX_SCHEMA_LEVELS - 1))).toEqual([])
    expect(problemsOf(nested(MAX_SCHEMA_LEVELS))).toEqual([['schema_too_deep', '']])
    let deep: unknown = 1
    for (let level = 0; level < 50_000; level++) deep = [deep]
    expect(problemsOf({ enum: deep })).toEqual([['schema_too_deep', '']])
    const parts = Array.from({ length: MAX_SCHEMA_PARTS }, () => ({}))
    expect(problemsOf({ allOf: parts })).toEqual([['schema_too_many_parts', '']])
  })

  it('has values that its keywords do not take', () => {
    const wrong: [string, unknown][] = [
      ['type', 'date'],
      ['type', []],
      ['type', null],
      ['required', true],
      ['required', [1]],
      ['enum', {}],
      ['enum', []],
      ['minimum', '1'],
      ['minLength', -1],
      ['maxItems', 1.5],
      ['multipleOf', 0],
      ['uniqueItems', 'yes'],
      ['pattern', 1],
      ['format', {}],
      ['properties', []],
      ['allOf', []],
      ['anyOf', {}],
      ['not', []],
      ['items', 'string'],
      ['additionalProperties', 'no'],
      ['$ref', {}],
    ]
    for (const [keyword, value] of wrong) {
      expect(problemsOf(ofX({ [keyword]: value }))).toEqual([
        ['invalid_keyword', `/properties/x/${keyword}`],
      ])
    }
    expect(problemsOf(ofX(null))).toEqual([['invalid_keyword', '/properties/x']])
    expect(problemsOf({ dependencies: { 'a/b': 1 } })).toEqual([
      ['invalid_keyword', '/dependencies/a~1b'],
    ])
    expect(messageOf(ofX({ required: true }))).toBe('required takes a list of names')
  })

  it('is of a later draft', () => {
    const $schema = 'https://json-schema.org/draft/2020-12/schema'
    expect(problemsOf({ $schema })).toEqual([['unsupported_draft', '/$schema']])
    expect(problemsOf(ofX({ prefixItems: [] }))).toEqual([
      ['unsupported_keyword', '/properties/x/prefixItems'],
    ])
    // A property may be called so.
    expect(problemsOf(ofX({ properties: { prefixItems: {} } }))).toEqual([])
  })

  it('has patterns that would not mean here what they mean elsewhere', () => {
    for (const pattern of ['^(?!a)', '(?<=a)b', '(a)\\1', '(', '[z-a]', 'a{2,1}', '\\Z', '*']) {
      expect(problemsOf(ofX({ pattern }))).toEqual([['invalid_pattern', '/properties/x/pattern']])
    }
    expect(problemsOf({ patternProperties: { '(?=a)': {} } })).toEqual([
      ['invalid_pattern', '/patternProperties/(?=a)'],
    ])
    expect(messageOf(ofX({ pattern: '^(?!a)' }))).toContain('use "not"')
    expect(messageOf(ofX({ pattern: '(a)\\1' }))).toBe('Patterns have no backreferences')
    expect(messageOf(ofX({ pattern: 'a(' }))).toBe(
      'This is not a pattern of RE2: missing closing ): `a(`',
    )
  })

  it('has patterns that are too large, one of them or all together', () => {
    const tooLarge = [['pattern_too_large', '/properties/x/pattern']]
    expect(problemsOf(ofX({ pattern: 'a'.repeat(MAX_PATTERN_CHARS + 1) }))).toEqual(tooLarge)
    expect(problemsOf(ofX({ pattern: '([a-z]{1,100}){1,10}' }))).toEqual(tooLarge)
    const many = Array.from({ length: 30 }, () => ({ pattern: 'a{0,400}' }))
    const found = problemsOf({ anyOf: many })
    expect(found[0]?.[0]).toBe('pattern_too_large')
    expect(found.length).toBeLessThanOrEqual(20)
  })

  it('has references that lead away, nowhere, or back', () => {
    const codeOf = ($ref: string) => problemsOf(ofX({ $ref }))
    expect(codeOf('https://example.com/a')).toEqual([['reference_not_local', '/properties/x/$ref']])
    expect(codeOf('other.json#/a')).toEqual([['reference_not_local', '/properties/x/$ref']])
    expect(codeOf('#name')).toEqual([['reference_not_local', '/properties/x/$ref']])
    expect(codeOf('#/definitions/a')).toEqual([['reference_not_found', '/properties/x/$ref']])
    expect(codeOf('#/%')).toEqual([['reference_not_found', '/properties/x/$ref']])
    expect(codeOf('#')).toEqual([['reference_recursive', '/properties/x/$ref']])
    const ring = {
      definitions: {
        a: { items: { $ref: '#/definitions/b' } },
        b: { properties: { a: { $ref: '#/definitions/a' } } },
      },
    }
    expect(problemsOf(ring)).toEqual([['reference_recursive', '/definitions/b/properties/a/$ref']])
    expect(problemsOf({ definitions: { a: 1 }, not: { $ref: '#/definitions/a' } })).toContainEqual([
      'invalid_keyword',
      '/definitions/a',
    ])
  })
})
