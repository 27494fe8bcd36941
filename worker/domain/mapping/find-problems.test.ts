import { describe, expect, it } from 'vitest'
import { makeAction, makeCatalogDetail, makeField } from '../../../test/builders/catalog-detail.ts'
import { MAX_MAPPING_BYTES } from '../config/mapping.ts'
import { defaultMapping, SYNC_MODE_KEY } from './default-mapping.ts'
import { findMappingProblems } from './find-problems.ts'

const action = makeAction()
const [, withSyncMode = action] = makeCatalogDetail().actions
const fieldsOf = (mapping: Record<string, unknown>, of = action) =>
  findMappingProblems(of, mapping).map(({ field }) => field)

describe('a mapping', () => {
  it.each([
    ['nothing', {}],
    ['some fields', { order_id: 'a', total: { '@path': '$.properties.total' } }],
    ['how its events are gathered', { enable_batching: true, batch_size: 10, batch_keys: ['a'] }],
    ['keys that upstream reserves', { __segment_internal_matching_key: 'email' }],
  ])('may have %s', (_, mapping) => {
    expect(fieldsOf(mapping)).toEqual([])
  })

  it('is refused for fields that the action does not have', () => {
    expect(fieldsOf({ order_id: 'a', colour: 'red', onMappingSave: {} })).toEqual([
      'colour',
      'onMappingSave',
    ])
    const hook = { name: 'onMappingSave', label: '', description: '', fields: [] }
    expect(fieldsOf({ onMappingSave: {} }, makeAction({ hooks: [hook] }))).toEqual([])
    expect(fieldsOf({ enable_batching: true }, makeAction({ supportsBatch: false }))).toEqual([
      'enable_batching',
    ])
    expect(fieldsOf({ constructor: 1 })).toEqual(['constructor'])
  })

  it('is refused when it is too large or too deep, or would change a prototype', () => {
    expect(fieldsOf({ order_id: 'ä'.repeat(MAX_MAPPING_BYTES / 2) })).toEqual([''])
    let deep: unknown = 1
    for (let n = 0; n < 40; n++) deep = { a: deep }
    expect(fieldsOf({ order_id: deep })[0]).toMatch(/^order_id(\.a)+$/)
    const hostile = JSON.parse('{"products": [{"__proto__": {"x": 1}}]}')
    expect(fieldsOf(hostile)).toEqual(['products.0.__proto__'])
  })

  it('has a sync mode that the action knows, or none', () => {
    expect(fieldsOf({ [SYNC_MODE_KEY]: 'add' }, withSyncMode)).toEqual([])
    expect(fieldsOf({ [SYNC_MODE_KEY]: 'mirror' }, withSyncMode)).toEqual([SYNC_MODE_KEY])
    expect(fieldsOf({ [SYNC_MODE_KEY]: 'add' })).toEqual([SYNC_MODE_KEY])
  })
})

it('starts with the defaults of all fields, hidden ones too, and of the sync mode', () => {
  expect(defaultMapping(action)).toEqual({ order_id: { '@path': '$.properties.order_id' } })
  expect(defaultMapping(withSyncMode)).toEqual({
    user_id: { '@path': '$.userId' },
    [SYNC_MODE_KEY]: 'upsert',
  })
  const falsy = makeAction({ fields: [makeField({ default: false, hidden: true })] })
  expect(defaultMapping(falsy)).toEqual({ order_id: false })
})
