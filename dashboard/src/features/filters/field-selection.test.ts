import fc from 'fast-check'
import { expect, it } from 'vitest'
import { addField, readFields, removeKey, removeObject, writeFields } from './field-selection.ts'

it('fields are read as the objects that they are in, and written again', () => {
  const fields = { '': ['context'], 'properties.gift\\.card': ['code'], traits: [] }
  const objects = readFields(fields)
  expect(objects).toEqual([
    { object: [], keys: ['context'] },
    { object: ['properties', 'gift.card'], keys: ['code'] },
    { object: ['traits'], keys: [] },
  ])
  expect(writeFields(objects)).toEqual(fields)
})

it('whatever the names are', () => {
  const name = fc.string({ minLength: 1 })
  fc.assert(
    fc.property(fc.array(name, { minLength: 1 }), (field) => {
      const objects = addField([], field)
      expect(readFields(writeFields(objects))).toEqual(objects)
    }),
  )
})

it('a field joins those of its object, once', () => {
  const objects = ['email', 'phone', 'email'].reduce(
    (all, key) => addField(all, ['traits', key]),
    addField([], ['context']),
  )
  expect(writeFields(objects)).toEqual({ '': ['context'], traits: ['email', 'phone'] })
})

it('an object whose last key is taken away stays, until it is taken away itself', () => {
  const objects = addField([], ['traits', 'email'])
  const without = removeKey(objects, ['traits'], 'email')
  expect(writeFields(without)).toEqual({ traits: [] })
  expect(removeObject(without, ['traits'])).toEqual([])
})
