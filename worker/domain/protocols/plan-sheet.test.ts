import { describe, expect, it } from 'vitest'
import { byRuleId, type RuleContent } from './plan-draft.ts'
import { fromSheet, SHEET_COLUMNS, toSheet } from './plan-sheet.ts'

const order: RuleContent = {
  type: 'TRACK',
  key: 'Order Completed',
  version: 1,
  jsonSchema: {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    description: 'Somebody paid',
    labels: { team: 'shop', tier: '1' },
    properties: {
      properties: {
        type: 'object',
        properties: {
          order_id: { type: 'string', description: 'Ours', pattern: '^o_' },
          total: { type: ['number', 'null'], minimum: 0 },
          size: { enum: ['S', 'M'] },
          products: {
            type: 'array',
            items: { type: 'object', properties: { sku: { type: 'string' } } },
          },
        },
        required: ['order_id'],
      },
      context: { type: 'object', properties: { campaign: { type: 'object' } } },
    },
  },
}
const user: RuleContent = {
  type: 'IDENTIFY',
  key: '',
  version: 1,
  jsonSchema: { type: 'object', properties: { traits: { type: 'object' } } },
}

const asRows = (rules: RuleContent[]) =>
  toSheet(rules).map((cells) =>
    Object.fromEntries(SHEET_COLUMNS.map((column, at) => [column, cells[at] ?? ''])),
  )

describe('a plan as a table', () => {
  it('has a row for each property, and one for a rule without any', () => {
    expect(toSheet([order, user])).toEqual([
      [
        'TRACK',
        'Order Completed',
        '1',
        'Somebody paid',
        'team:shop;tier:1',
        'order_id',
        'Ours',
        'required',
        'string',
        '^o_',
        '',
      ],
      [
        'TRACK',
        'Order Completed',
        '1',
        'Somebody paid',
        'team:shop;tier:1',
        'total',
        '',
        'optional',
        'number|null',
        '',
        '',
      ],
      [
        'TRACK',
        'Order Completed',
        '1',
        'Somebody paid',
        'team:shop;tier:1',
        'size',
        '',
        'optional',
        '',
        '',
        '["S","M"]',
      ],
      [
        'TRACK',
        'Order Completed',
        '1',
        'Somebody paid',
        'team:shop;tier:1',
        'products',
        '',
        'optional',
        'array',
        '',
        '',
      ],
      [
        'TRACK',
        'Order Completed',
        '1',
        'Somebody paid',
        'team:shop;tier:1',
        'products.$',
        '',
        'optional',
        'object',
        '',
        '',
      ],
      [
        'TRACK',
        'Order Completed',
        '1',
        'Somebody paid',
        'team:shop;tier:1',
        'products.$.sku',
        '',
        'optional',
        'string',
        '',
        '',
      ],
      ['IDENTIFY', '', '1', '', '', '', '', '', '', '', ''],
    ])
  })

  it('changes nothing when it is read back, what it cannot say included', () => {
    const { rules, errors } = fromSheet(asRows([order, user]), byRuleId([order, user]))
    expect(errors).toEqual([])
    expect(rules.map((rule) => JSON.parse(JSON.stringify(rule)))).toEqual(
      [order, user].map((rule) => JSON.parse(JSON.stringify(rule))),
    )
  })

  it('makes new rules', () => {
    const { rules } = fromSheet(
      [
        {
          'Event Type': 'track',
          'Event Name': 'Signed Up',
          'Property Path': 'plan',
          Status: 'required',
        },
      ],
      new Map(),
    )
    expect(rules).toEqual([
      {
        type: 'TRACK',
        key: 'Signed Up',
        version: 1,
        jsonSchema: {
          $schema: 'http://json-schema.org/draft-07/schema#',
          type: 'object',
          properties: {
            properties: { type: 'object', properties: { plan: {} }, required: ['plan'] },
          },
        },
      },
    ])
  })

  it('says what is wrong with which row and column', () => {
    const row = { 'Event Type': 'TRACK', 'Event Name': 'A', 'Property Path': 'p' }
    const { errors } = fromSheet(
      [
        { ...row, 'Event Type': 'CLICK' },
        { ...row, 'Event Name': '' },
        { ...row, 'Event Version': 'two' },
        { ...row, 'Data Types': 'text' },
        { ...row, 'Property Path': 'q', 'Enum Values': 'S, M' },
        { ...row, 'Property Path': 'a..b' },
        { ...row, 'Property Path': 'r', Status: 'maybe' },
        row,
      ],
      new Map(),
    )
    expect(errors.map(({ row: at, column }) => `${at} ${column}`)).toEqual([
      '2 Event Type',
      '3 Event Name',
      '4 Event Version',
      '5 Data Types',
      '6 Enum Values',
      '7 Property Path',
      '8 Status',
      '9 Property Path',
    ])
    expect(fromSheet([], new Map()).errors).toMatchObject([{ row: 0 }])
    expect(fromSheet([{ Event: 'A' }], new Map()).errors).toMatchObject([{ row: 0 }])
  })
})
