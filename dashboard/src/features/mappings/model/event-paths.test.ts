import fc from 'fast-check'
import { expect, it } from 'vitest'
import { collectFields } from '../../../components/source-fields/source-fields.ts'
import { fieldsOfItems, keysOfPath, mappingPath, templateVariable } from './event-paths.ts'

it.each([
  [['type'], '$.type'],
  [['properties', 'order_id'], '$.properties.order_id'],
  [['traits', 'first name'], "$.traits['first name']"],
  [['properties', 'a b', 'c'], "$.properties['a b'].c"],
])('%j is named %s in a mapping', (keys, path) => {
  expect(mappingPath(keys)).toBe(path)
  expect(keysOfPath(path)).toEqual(keys)
})

it('and without the root in a text', () => {
  expect(templateVariable(['properties', 'order_id'])).toBe('{{properties.order_id}}')
})

it('names are read back as they were given', () => {
  // A name with a quote or a dot in it cannot be spelled in mappings.
  const key = fc.string({ minLength: 1, maxLength: 6 }).filter((text) => !/['".[\]]/.test(text))
  fc.assert(
    fc.property(fc.array(key, { minLength: 1, maxLength: 4 }), (keys) => {
      expect(keysOfPath(mappingPath(['properties', ...keys]))).toEqual(['properties', ...keys])
    }),
  )
})

it.each(['', '$.', '$', 'properties.products[0].sku', 'a..b', "a['b"])(
  '%j is no field of the list',
  (path) => {
    expect(keysOfPath(path)).toBeNull()
  },
)

it('what the items of a list have is named from the item', () => {
  const event = { properties: { products: [{ sku: 'a', 'unit price': 5 }], total: 1 } }
  const fields = collectFields([{ json: JSON.stringify(event) }], [], [])
  const items = fieldsOfItems(fields, '$.properties.products')
  expect(items.map(({ path }) => path)).toEqual(['sku', "['unit price']"])
  expect(fieldsOfItems(fields, '$.')).toEqual([])
})
