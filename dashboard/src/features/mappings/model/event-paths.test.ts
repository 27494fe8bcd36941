import { expect, it } from 'vitest'
import { itemPaths, mergePaths, pathOfSchema, pathsOfEvents } from './event-paths.ts'

const EVENT = {
  type: 'track',
  properties: { plan: 'pro', products: [{ sku: 'a1', 'unit price': 5 }], 'a b': { c: true } },
}

it('every field of an event is named as mappings name it', () => {
  expect(pathsOfEvents([EVENT])).toEqual([
    { path: 'type', sample: 'track' },
    { path: 'properties', sample: expect.stringContaining('"plan"') },
    { path: 'properties.plan', sample: 'pro' },
    { path: 'properties.products', sample: '[{"sku":"a1","unit price":5}]' },
    { path: 'properties.products[0].sku', sample: 'a1' },
    { path: "properties.products[0]['unit price']", sample: '5' },
    { path: "properties['a b']", sample: '{"c":true}' },
    { path: "properties['a b'].c", sample: 'true' },
  ])
})

it('so are fields that the schema has seen', () => {
  expect(pathOfSchema('properties', 'products.$.sku')).toBe('properties.products[0].sku')
  expect(pathOfSchema('traits', 'first name')).toBe("traits['first name']")
})

it('fields of the items of a list are named from the item', () => {
  const paths = itemPaths(pathsOfEvents([EVENT]), '$.properties.products')
  expect(paths.map(({ path }) => path)).toEqual(['sku', "['unit price']"])
})

it('each path is listed once, with the first sample', () => {
  const merged = mergePaths([{ path: 'a', sample: '1' }], [{ path: 'a' }, { path: 'b' }])
  expect(merged).toEqual([{ path: 'a', sample: '1' }, { path: 'b' }])
})
