import { describe, expect, it } from 'vitest'
import { normalizeSchema } from './normalize-schema.ts'

describe('a rule’s schema', () => {
  it('of the whole message stays as it is', () => {
    const schemas = [
      {},
      { type: 'object' },
      { properties: { context: {}, traits: {}, properties: { type: 'object' } } },
      { properties: { properties: { required: ['a'] }, userId: {} }, required: ['userId'] },
      { required: ['properties'] },
    ]
    for (const schema of schemas) expect(normalizeSchema('TRACK', schema)).toBe(schema)
    const common = { properties: { plan: {} }, required: ['plan'] }
    expect(normalizeSchema('COMMON', common)).toBe(common)
  })

  it('of the properties alone is put where it belongs', () => {
    const schema = {
      $schema: 'http://json-schema.org/draft-07/schema#',
      title: 'Order Completed',
      description: 'An order',
      labels: { team: 'shop' },
      type: 'object',
      properties: { order_id: { type: 'string' } },
      required: ['order_id'],
      additionalProperties: false,
    }
    expect(normalizeSchema('TRACK', schema)).toEqual({
      $schema: 'http://json-schema.org/draft-07/schema#',
      title: 'Order Completed',
      description: 'An order',
      labels: { team: 'shop' },
      type: 'object',
      properties: {
        context: {},
        traits: {},
        properties: {
          type: 'object',
          properties: { order_id: { type: 'string' } },
          required: ['order_id'],
          additionalProperties: false,
        },
      },
    })
  })

  it('of traits alone goes to the traits of identify and group calls', () => {
    for (const type of ['IDENTIFY', 'GROUP'] as const) {
      const { properties } = normalizeSchema(type, { properties: { email: {}, name: {} } })
      expect(properties).toEqual({
        context: {},
        properties: {},
        traits: { type: 'object', properties: { email: {}, name: {} } },
      })
    }
  })

  it('of an event with properties that are called like parts of a message is told by the others', () => {
    for (const properties of [
      { context: {}, sku: {} },
      { name: {}, category: {} },
    ]) {
      expect(normalizeSchema('TRACK', { properties })).toMatchObject({
        properties: { properties: { properties } },
      })
    }
  })

  it('of an event that may have no property at all is one of its properties', () => {
    const schema = { type: 'object', properties: {}, additionalProperties: false }
    expect(normalizeSchema('TRACK', schema)).toMatchObject({
      properties: { properties: { additionalProperties: false } },
    })
  })

  it('keeps its references', () => {
    const schema = {
      definitions: { sku: { type: 'string' } },
      properties: {
        sku: { $ref: '#/definitions/sku' },
        other: { $ref: '#/properties/sku' },
        list: { items: [{ $ref: '#/properties/other' }] },
      },
    }
    expect(normalizeSchema('TRACK', schema)).toMatchObject({
      definitions: { sku: { type: 'string' } },
      properties: {
        properties: {
          properties: {
            sku: { $ref: '#/definitions/sku' },
            other: { $ref: '#/properties/properties/properties/sku' },
            list: { items: [{ $ref: '#/properties/properties/properties/other' }] },
          },
        },
      },
    })
  })
})
