import { describe, expect, it } from 'vitest'
import { collectFields } from './source-fields.ts'

const event = (fields: object) => ({ json: JSON.stringify(fields) })

const order = event({
  type: 'track',
  event: 'Order Completed',
  properties: { total: 30, currency: 'EUR', 'gift.card': null, products: [{ sku: 'a' }] },
  context: { page: { path: '/checkout' } },
  integrations: { All: true },
  _metadata: { hops: 1 },
})

describe('the fields of a source', () => {
  it('are those of its latest events, with what they held', () => {
    const fields = collectFields([order, order], [], [])
    const find = (path: string) => fields.find((field) => field.path === path)
    expect(find('properties.total')).toMatchObject({ types: ['number'], values: ['30'] })
    expect(find('properties.currency')?.values).toEqual(['EUR'])
    expect(find('context.page.path')?.values).toEqual(['/checkout'])
    expect(find('properties.gift\\.card')).toMatchObject({
      keys: ['properties', 'gift.card'],
      types: ['null'],
    })
  })

  it('and those that its schema lists, known or not to its latest events', () => {
    const fields = collectFields(
      [order],
      [
        ['properties', 'coupon'],
        ['properties', 'bundles', '$', 'name'],
      ],
      ['Order Refunded'],
    )
    const paths = fields.map(({ path }) => path)
    expect(paths).toContain('properties.coupon')
    expect(fields.find(({ path }) => path === 'properties.bundles')?.isInList).toBe(false)
    expect(fields.find(({ path }) => path === 'properties.bundles.name')?.isInList).toBe(true)
    expect(fields.find(({ path }) => path === 'event')?.values).toEqual([
      'Order Completed',
      'Order Refunded',
    ])
  })

  it('with those in lists marked, since no condition can ask about them', () => {
    const fields = collectFields([order], [], [])
    expect(fields.find(({ path }) => path === 'properties.products')?.isInList).toBe(false)
    expect(fields.find(({ path }) => path === 'properties.products.sku')?.isInList).toBe(true)
  })

  it('but not what the service notes and what names destinations', () => {
    const paths = collectFields([order], [], []).map(({ path }) => path)
    expect(paths.filter((path) => /^(integrations|_metadata)/.test(path))).toEqual([])
  })

  it('begin with what every event has', () => {
    const paths = collectFields([], [], []).map(({ path }) => path)
    expect(paths.slice(0, 3)).toEqual(['type', 'event', 'name'])
  })
})
