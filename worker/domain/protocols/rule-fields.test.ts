import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  FIELD_KINDS,
  fieldsOfRule,
  type RuleField,
  readFields,
  ruleWithFields,
  writeFields,
} from './rule-fields.ts'

const field = (path: string, overrides: Partial<RuleField> = {}): RuleField => ({
  path,
  types: ['string'],
  description: '',
  required: false,
  pattern: '',
  values: null,
  rest: {},
  ...overrides,
})

describe('the fields of a rule', () => {
  const schema = {
    properties: {
      order_id: { type: 'string', description: 'Ours', pattern: '^o_' },
      total: { type: ['number', 'null'], minimum: 0 },
      placed_at: { type: 'string', format: 'date-time' },
      currency: { enum: ['EUR', 'CHF'] },
      mail: { type: 'string', format: 'email' },
      products: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'object',
          properties: { sku: { type: 'string' }, 'a.b': {} },
          required: ['sku', 'undescribed'],
        },
      },
    },
    required: ['order_id', 'nowhere'],
    additionalProperties: false,
  }

  it('are listed with their paths, in order', () => {
    expect(readFields(schema)).toEqual([
      field('order_id', { description: 'Ours', pattern: '^o_', required: true }),
      field('total', { types: ['number', 'null'], rest: { minimum: 0 } }),
      field('placed_at', { types: ['date-time'] }),
      field('currency', { types: [], values: ['EUR', 'CHF'] }),
      field('mail', { rest: { format: 'email' } }),
      field('products', { types: ['array'], rest: { minItems: 1 } }),
      field('products.$', { types: ['object'], rest: { required: ['undescribed'] } }),
      field('products.$.sku', { required: true }),
      field('products.$.a\\.b', { types: [] }),
    ])
  })

  it('say all of it together', () => {
    expect(writeFields(schema, readFields(schema))).toEqual(schema)
  })

  it('are below properties, or below traits of identify and group calls', () => {
    const rule = {
      type: 'object',
      labels: { team: 'web' },
      properties: { context: { type: 'object' } },
    }
    const written = ruleWithFields(rule, 'IDENTIFY', [field('email')])
    expect(written).toEqual({
      ...rule,
      properties: {
        context: { type: 'object' },
        traits: { type: 'object', properties: { email: { type: 'string' } } },
      },
    })
    expect(fieldsOfRule(written, 'IDENTIFY')).toEqual([field('email')])
    expect(fieldsOfRule(written, 'TRACK')).toEqual([])
  })

  it('bring the objects and lists along that they are in', () => {
    expect(writeFields({}, [field('cart.items.$.sku')])).toEqual({
      properties: {
        cart: {
          type: 'object',
          properties: {
            items: {
              type: 'array',
              items: { type: 'object', properties: { sku: { type: 'string' } } },
            },
          },
        },
      },
    })
  })

  it('may be called like something that every object has', () => {
    const written = writeFields({}, [field('__proto__'), field('constructor', { required: true })])
    expect(Object.keys(written.properties as object)).toEqual(['__proto__', 'constructor'])
    expect(readFields(written).map(({ path }) => path)).toEqual(['__proto__', 'constructor'])
  })
})

const schemas = fc.letrec<{ node: Record<string, unknown> }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    fc
      .uniqueArray(fc.constantFrom(...FIELD_KINDS.filter((kind) => kind !== 'date-time')), {
        maxLength: 3,
      })
      .map((types) => (types.length === 0 ? {} : { type: types.length === 1 ? types[0] : types })),
    fc.constantFrom(
      { type: 'string', format: 'date-time' },
      { type: 'string', pattern: 'a|b', maxLength: 3 },
      { enum: [1, null, 'x'] },
    ),
    fc
      .record({
        properties: fc.dictionary(fc.constantFrom('a', 'b.c', '$', '__proto__'), tie('node'), {
          minKeys: 1,
        }),
      })
      .map((inner) => ({ type: 'object', ...inner, required: [Object.keys(inner.properties)[0]] })),
    tie('node').map((items) => ({ type: 'array', items })),
  ),
}))

it('any schema of fields comes back as it was', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('a', 'b', 'c'), schemas.node), (properties) => {
      const inner = Object.keys(properties).length === 0 ? {} : { properties }
      expect(writeFields(inner, readFields(inner))).toEqual(inner)
    }),
  )
})
