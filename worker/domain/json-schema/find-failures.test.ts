import { validate } from '@cfworker/json-schema'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonSchema } from '../protocols/tracking-plan.ts'
import { compileSchema } from './compile-schema.ts'
import { failureTitle, fieldName } from './failure-words.ts'
import { findFailures } from './find-failures.ts'
import { MAX_STEPS, Steps } from './steps.ts'

/** Failures as they are told: title, field and words. */
function failuresOf(schema: JsonSchema, value: unknown, maxSteps = MAX_STEPS): string[][] {
  const found: string[][] = []
  const complete = findFailures(
    compileSchema(schema),
    value,
    ({ code, path, description }) => {
      found.push([failureTitle(code), fieldName(path), description(fieldName(path))])
    },
    new Steps(maxSteps),
  )
  if (!complete) found.push(['not complete'])
  return found
}

const ofX = (schema: JsonSchema): JsonSchema => ({ properties: { x: schema } })

/** Schema of x, a value of x that fails, and what is said. */
const WORDS: [JsonSchema, unknown, string, string][] = [
  [{ type: 'integer' }, 2.5, 'Invalid Type', 'Invalid type. Expected: integer, given: number'],
  [{ type: 'string' }, 2, 'Invalid Type', 'Invalid type. Expected: string, given: integer'],
  [{ type: 'object' }, [], 'Invalid Type', 'Invalid type. Expected: object, given: array'],
  [{ type: 'array' }, {}, 'Invalid Type', 'Invalid type. Expected: array, given: object'],
  [{ type: 'boolean' }, null, 'Invalid Type', 'Invalid type. Expected: boolean, given: null'],
  [{ type: 'null' }, true, 'Invalid Type', 'Invalid type. Expected: null, given: boolean'],
  [
    { type: ['string', 'null'] },
    1,
    'Invalid Type',
    'Invalid type. Expected: [string,null], given: integer',
  ],
  [{ enum: ['a', 'b'] }, 'c', 'Enum', 'x must be one of the following: "a", "b"'],
  [{ const: 'v' }, 'w', 'Const', 'x does not match: "v"'],
  [{ pattern: '^[A-Z]{3}$' }, 'eur', 'Pattern', "Does not match pattern '^[A-Z]{3}$'"],
  [{ format: 'date-time' }, 'soon', 'Format', "Does not match format 'date-time'"],
  [{ minLength: 2 }, 'a', 'String Gte', 'String length must be greater than or equal to 2'],
  [{ maxLength: 2 }, 'abc', 'String Lte', 'String length must be less than or equal to 2'],
  [{ minimum: 2 }, 1, 'Number Gte', 'Must be greater than or equal to 2'],
  [{ exclusiveMinimum: 2 }, 2, 'Number Gt', 'Must be greater than 2'],
  [{ minimum: 2, exclusiveMinimum: true }, 2, 'Number Gt', 'Must be greater than 2'],
  [{ maximum: 2 }, 3, 'Number Lte', 'Must be less than or equal to 2'],
  [{ exclusiveMaximum: 2 }, 2, 'Number Lt', 'Must be less than 2'],
  [{ maximum: 2, exclusiveMaximum: true }, 2, 'Number Lt', 'Must be less than 2'],
  [{ multipleOf: 0.01 }, 0.005, 'Multiple Of', 'Must be a multiple of 0.01'],
  [{ minItems: 2 }, [1], 'Array Min Items', 'Array must have at least 2 items'],
  [{ maxItems: 1 }, [1, 2], 'Array Max Items', 'Array must have at most 1 items'],
  [{ uniqueItems: true }, [1, 2, 1], 'Unique', 'array items[0,2] must be unique'],
  [
    { uniqueItems: true },
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    'Unique',
    'array items[0,1] must be unique',
  ],
  [{ contains: { const: 1 } }, [2], 'Contains', 'At least one of the items must match'],
  [{ minProperties: 1 }, {}, 'Array Min Properties', 'Must have at least 1 properties'],
  [{ maxProperties: 0 }, { a: 1 }, 'Array Max Properties', 'Must have at most 0 properties'],
  [
    { anyOf: [{ type: 'string' }, { type: 'null' }] },
    1,
    'Number Any Of',
    'Must validate at least one schema (anyOf)',
  ],
  [
    { oneOf: [{ minimum: 1 }, { minimum: 2 }] },
    3,
    'Number One Of',
    'Must validate one and only one schema (oneOf)',
  ],
  [{ not: { type: 'string' } }, 'a', 'Number Not', 'Must not validate the schema (not)'],
  [{ dependencies: { a: ['b'] } }, { a: 1 }, 'Missing Dependency', 'Has a dependency on b'],
  [
    { items: [{}], additionalItems: false },
    [1, 2],
    'Array No Additional Items',
    'No additional items allowed on array',
  ],
]

describe('failures are told in upstream’s words', () => {
  it.each(WORDS)('%j of %j', (schema, value, title, words) => {
    expect(failuresOf(ofX(schema), { x: value })).toEqual([[title, 'x', words]])
  })

  it('a missing property is named by its whole path', () => {
    const schema = { properties: { properties: { required: ['products'] } } }
    expect(failuresOf(schema, { properties: {} })).toEqual([
      ['Required', 'properties.products', 'properties.products is required'],
    ])
    expect(failuresOf({ required: ['a'] }, {})).toEqual([['Required', 'a', 'a is required']])
  })

  it('a surplus property is named by its whole path', () => {
    const schema = ofX({ properties: { a: {} }, additionalProperties: false })
    expect(failuresOf(schema, { x: { a: 1, b: 2 } })).toEqual([
      ['Additional Property Not Allowed', 'x.b', 'Additional property b is not allowed'],
    ])
    expect(failuresOf(ofX({ propertyNames: { maxLength: 1 } }), { x: { a: 1, bb: 2 } })).toEqual([
      ['Invalid Property Name', 'x.bb', 'Property name of "bb" does not match'],
    ])
  })

  it('the whole value is called (root)', () => {
    expect(failuresOf({ type: 'array' }, {})[0]?.[1]).toBe('(root)')
    expect(failuresOf({ enum: [1] }, 2)).toEqual([
      ['Enum', '(root)', '(root) must be one of the following: 1'],
    ])
    expect(failuresOf(ofX(false as unknown as JsonSchema), { x: 1 })).toEqual([
      ['False', 'x', 'False always fails validation'],
    ])
  })

  it('what allOf, then and else demand is told as well', () => {
    const required = { required: ['a'] }
    expect(failuresOf({ allOf: [required, {}] }, {})).toEqual([
      ['Number All Of', '(root)', 'Must validate all the schemas (allOf)'],
      ['Required', 'a', 'a is required'],
    ])
    // biome-ignore lint/suspicious/noThenProperty: a keyword
    expect(failuresOf({ if: {}, then: required }, {})).toEqual([
      ['Condition Then', '(root)', 'Must validate "then" as "if" was valid'],
      ['Required', 'a', 'a is required'],
    ])
    expect(failuresOf({ if: { not: {} }, else: required }, {})).toEqual([
      ['Condition Else', '(root)', 'Must validate "else" as "if" was not valid'],
      ['Required', 'a', 'a is required'],
    ])
  })

  it('every failing assertion is told, items of lists by their position', () => {
    const item = { properties: { price: { type: 'number' } }, required: ['sku'] }
    const value = { x: [{ sku: 'a', price: 1 }, { price: 'much' }, { sku: 'b', price: 'more' }] }
    expect(failuresOf(ofX({ items: item, minItems: 4 }), value).map(([, field]) => field)).toEqual([
      'x',
      'x.1.sku',
      'x.1.price',
      'x.2.price',
    ])
    expect(fieldName(['x', 2, 'price'], true)).toBe('x.$.price')
  })
})

describe('values that hold', () => {
  it('2.0 is an integer', () => {
    expect(failuresOf({ type: 'integer' }, JSON.parse('2.0'))).toEqual([])
  })

  it('a date-time has a zone, or is a date alone', () => {
    const at = (text: string) => failuresOf({ format: 'date-time' }, text).length
    const times = ['2026-11-24T10:00:00Z', '2026-11-24T10:00:00.123+02:00', '2026-11-24']
    expect(times.map(at)).toEqual([0, 0, 0])
    expect(['2026-11-24T10:00:00', '2026-02-30', '10:00:00Z', ''].map(at)).toEqual([1, 1, 1, 1])
  })

  it('assertions about another type of value hold, and so do unknown formats', () => {
    const schema = { minimum: 5, pattern: 'a', minItems: 3, required: ['a'], format: 'date' }
    expect([true, null].flatMap((value) => failuresOf(schema, value))).toEqual([])
    expect(failuresOf({ format: 'phone' }, 'x')).toEqual([])
    expect(failuresOf({ format: 'toString' }, 'x')).toEqual([])
  })

  it('patterns are those of RE2: found anywhere, flags in front, no end of lines', () => {
    expect(failuresOf({ pattern: 'red|green' }, 'darkgreen')).toEqual([])
    expect(failuresOf({ pattern: '(?i)^usd$' }, 'USD')).toEqual([])
    expect(failuresOf({ pattern: '^a$' }, 'a\n')).toHaveLength(1)
    expect(failuresOf({ pattern: '[[:alpha:]]\\-\\d' }, 'x-1')).toEqual([])
  })

  it('references are followed, and what stands beside them asserts nothing', () => {
    const schema = {
      definitions: { 'a/b%c': { type: 'string' } },
      properties: { x: { $ref: '#/definitions/a~1b%25c', minLength: 5 } },
    }
    expect(failuresOf(schema, { x: 'abc' })).toEqual([])
    expect(failuresOf(schema, { x: 1 })).toHaveLength(1)
  })

  it('properties that every object inherits are not there', () => {
    expect(failuresOf({ required: ['constructor', '__proto__'] }, {})).toHaveLength(2)
    const own = JSON.parse('{"__proto__":1,"constructor":2}')
    expect(failuresOf({ required: ['constructor', '__proto__'] }, own)).toEqual([])
    expect(failuresOf({ properties: { toString: { type: 'string' } } }, {})).toEqual([])
  })

  it('a name with half of a character can be surplus', () => {
    expect(failuresOf({ additionalProperties: false }, { '\ud800': 1 })).toHaveLength(1)
  })
})

const scalar = fc.oneof(fc.constantFrom(null, true, 'a', 'ab', '', 0, 1, 2.5, -3), fc.integer())
const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value')),
  ),
}))
const { schema: anySchema } = fc.letrec((tie) => {
  const keys = fc.constantFrom('a', 'b', 'c')
  const one = tie('schema') as fc.Arbitrary<JsonSchema>
  const some = fc.array(one, { minLength: 1, maxLength: 3 })
  return {
    schema: fc.oneof(
      { maxDepth: 3 },
      fc.boolean(),
      fc.record(
        {
          type: fc.constantFrom('string', 'integer', 'object', ['array', 'null'], 'number'),
          enum: fc.array(scalar, { minLength: 1 }),
          const: scalar,
          minimum: fc.integer({ min: -3, max: 3 }),
          maxLength: fc.nat(2),
          maxItems: fc.nat(3),
          minProperties: fc.nat(2),
          uniqueItems: fc.boolean(),
          required: fc.uniqueArray(keys),
        },
        { requiredKeys: [] },
      ),
      fc.record(
        {
          properties: fc.dictionary(keys, one),
          additionalProperties: one,
          items: fc.oneof(one, some),
          additionalItems: one,
          contains: one,
          propertyNames: one,
          dependencies: fc.dictionary(keys, fc.oneof(one, fc.uniqueArray(keys))),
        },
        { requiredKeys: [] },
      ),
      fc.record(
        // biome-ignore lint/suspicious/noThenProperty: a keyword
        { allOf: some, anyOf: some, oneOf: some, not: one, if: one, then: one, else: one },
        { requiredKeys: [] },
      ),
    ),
  }
})

describe('for any schema and value', () => {
  it('something fails exactly where the library says so', () => {
    fc.assert(
      fc.property(anySchema, anyValue, (schema, value) => {
        const { valid } = validate(value, schema as JsonSchema, '7')
        expect(failuresOf(schema as JsonSchema, value).length === 0).toBe(valid)
      }),
      { numRuns: 600 },
    )
  })

  it('a check ends after its steps, and says so', () => {
    fc.assert(
      fc.property(anySchema, anyValue, fc.nat(20), (schema, value, steps) => {
        const all = failuresOf(schema as JsonSchema, value)
        const some = failuresOf(schema as JsonSchema, value, steps)
        if (some.at(-1)?.[0] === 'not complete') some.pop()
        else expect(some).toEqual(all)
        expect(all.slice(0, some.length)).toEqual(some)
      }),
    )
  })
})

describe('a check of what is made to be expensive', () => {
  const LARGEST = 32_000
  const items = Array.from({ length: LARGEST / 3 }, () => ({}))

  it('ends', () => {
    const each = { anyOf: Array.from({ length: 500 }, (_, n) => ({ required: [`r${n}`] })) }
    expect(failuresOf({ items: each }, items).at(-1)).toEqual(['not complete'])
    const doubled = (depth: number): JsonSchema => ({
      definitions: Object.fromEntries(
        Array.from({ length: depth }, (_, n) => [
          `d${n}`,
          { allOf: [{ $ref: `#/definitions/d${n + 1}` }, { $ref: `#/definitions/d${n + 1}` }] },
        ]),
      ),
      $ref: '#/definitions/d0',
    })
    expect(failuresOf(doubled(60), {}).at(-1)).toEqual(['not complete'])
  })

  it('of patterns takes time in proportion to the text', () => {
    const text = `${' '.repeat(LARGEST)}b`
    for (const pattern of ['(\\s+)+$', '\\s+$', '(.*\\s){3}x']) {
      expect(failuresOf({ pattern }, text)).toHaveLength(1)
    }
    const many = Array.from({ length: 2000 }, () => ({ pattern: '[a-z]{1,900}[0-9]' }))
    expect(failuresOf({ anyOf: many }, 'a'.repeat(LARGEST)).at(-1)).toEqual(['not complete'])
  })
})
