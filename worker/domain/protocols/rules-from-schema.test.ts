import { expect, it } from 'vitest'
import { mergeSeen, ruleFromSchema } from './rules-from-schema.ts'

it('makes a rule that what was seen keeps to, and requires nothing', () => {
  const rule = ruleFromSchema('TRACK', {
    name: 'Order Completed',
    fields: [
      { path: 'total', types: ['integer', 'number', 'null'] },
      { path: 'at', types: ['date-time'] },
      { path: 'note', types: ['date-time', 'string'] },
      { path: 'products', types: ['array'] },
      { path: 'products.$', types: ['object'] },
      { path: 'products.$.sku', types: ['string'] },
    ],
  })
  expect(rule).toMatchObject({ type: 'TRACK', key: 'Order Completed', version: 1 })
  expect(rule.jsonSchema.properties).toEqual({
    properties: {
      type: 'object',
      properties: {
        at: { type: 'string', format: 'date-time' },
        note: { type: 'string' },
        products: {
          type: 'array',
          items: { type: 'object', properties: { sku: { type: 'string' } } },
        },
        total: { type: ['number', 'null'] },
      },
    },
  })
})

it('holds traits under no name', () => {
  const rule = ruleFromSchema('IDENTIFY', {
    name: 'x',
    fields: [{ path: 'email', types: ['string'] }],
  })
  expect(rule.key).toBe('')
  expect(rule.jsonSchema.properties).toEqual({
    traits: { type: 'object', properties: { email: { type: 'string' } } },
  })
})

it('takes what several sources send together', () => {
  expect(
    mergeSeen([
      { name: 'A', fields: [{ path: 'p', types: ['string'] }] },
      { name: 'B', fields: [] },
      {
        name: 'A',
        fields: [
          { path: 'p', types: ['null'] },
          { path: 'q', types: ['integer'] },
        ],
      },
    ]),
  ).toEqual([
    {
      name: 'A',
      fields: [
        { path: 'p', types: ['string', 'null'] },
        { path: 'q', types: ['integer'] },
      ],
    },
    { name: 'B', fields: [] },
  ])
})
