import { describe, expect, it } from 'vitest'
import type {
  ActionField,
  FieldConditions,
} from '../../../../../worker/domain/catalog/destination-detail.ts'
import { defaultsOf, groupFields, isRequired, isShown, missingFields } from './field-rules.ts'
import { readMapping } from './read-value.ts'

const makeField = (overrides: Partial<ActionField> = {}): ActionField => ({
  key: 'name',
  label: 'Name',
  description: '',
  type: 'string',
  required: false,
  multiple: false,
  dynamic: false,
  allowNull: false,
  additionalProperties: false,
  hidden: false,
  readOnly: false,
  collapsed: false,
  ...overrides,
})

const when = (
  match: 'any' | 'all',
  ...conditions: FieldConditions['conditions']
): FieldConditions => ({ match, conditions })

describe('a field is required', () => {
  const needsEmail = makeField({
    required: when(
      'all',
      { type: 'field', fieldKey: 'user_id', operator: 'is' },
      { type: 'syncMode', operator: 'is', value: 'add' },
    ),
  })

  it('when all of its conditions hold', () => {
    const add = { __segment_internal_sync_mode: 'add' }
    expect(isRequired(needsEmail, readMapping(add))).toBe(true)
    expect(isRequired(needsEmail, readMapping({ ...add, user_id: '' }))).toBe(true)
    expect(isRequired(needsEmail, readMapping({ ...add, user_id: { '@path': '$.userId' } }))).toBe(
      false,
    )
    expect(isRequired(needsEmail, readMapping({ __segment_internal_sync_mode: 'delete' }))).toBe(
      false,
    )
  })

  it('when any of them does', () => {
    const field = makeField({
      required: when(
        'any',
        { type: 'field', fieldKey: 'a', operator: 'is_not', value: 'x' },
        { type: 'field', fieldKey: 'address.city', operator: 'is', value: ['Ulm', 'Bonn'] },
      ),
    })
    expect(isRequired(field, readMapping({ a: 'x' }))).toBe(false)
    expect(isRequired(field, readMapping({ a: 'y' }))).toBe(true)
    expect(isRequired(field, readMapping({ a: 'x', address: { city: 'Ulm' } }))).toBe(true)
  })
})

it('fields that depend on others are there when those say so', () => {
  const field = makeField({
    dependsOn: when('all', { type: 'field', fieldKey: 'kind', operator: 'is', value: 'a' }),
  })
  expect(isShown(field, readMapping({ kind: 'a' }))).toBe(true)
  expect(isShown(field, readMapping({}))).toBe(false)
})

it('the page shows fields first, then folded ones by category, then hidden ones', () => {
  const fields = [
    makeField({ key: 'a' }),
    makeField({ key: 'b', collapsed: true, category: 'Advanced' }),
    makeField({ key: 'c', hidden: true }),
    makeField({ key: 'd', collapsed: true, required: true }),
    makeField({ key: 'enable_batching', hidden: true }),
  ]
  const { shown, folded, hidden } = groupFields(fields, {})
  expect(shown.map(({ key }) => key)).toEqual(['a', 'd'])
  expect(folded).toMatchObject([{ title: 'Advanced', fields: [{ key: 'b' }] }])
  expect(hidden.map(({ key }) => key)).toEqual(['c'])
})

it('what is required and not given is known', () => {
  const fields = [makeField({ key: 'a', required: true }), makeField({ key: 'b', required: true })]
  const given = readMapping({ a: { '@path': '$.a' }, b: { '@path': '' } })
  expect(missingFields(fields, given).map(({ key }) => key)).toEqual(['b'])
})

it('a new mapping begins with the defaults of its action', () => {
  const fields = [makeField({ key: 'a', default: { '@path': '$.a' } }), makeField({ key: 'b' })]
  expect(defaultsOf(fields)).toEqual({ a: { '@path': '$.a' } })
})
