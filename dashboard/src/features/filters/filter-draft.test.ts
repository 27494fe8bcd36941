import { describe, expect, it } from 'vitest'
import type { DestinationFilterAnswer } from '../../api/destination-filters.ts'
import {
  contentOf,
  draftOf,
  EMPTY_DRAFT,
  newAction,
  problemOfAction,
  ruleOf,
} from './filter-draft.ts'

const makeFilter = (overrides: Partial<DestinationFilterAnswer> = {}): DestinationFilterAnswer => ({
  id: 'flt_1',
  sourceId: 'src_1',
  destinationId: 'dst_1',
  title: 'No addresses',
  if: "type = 'track'",
  actions: [
    { type: 'SAMPLE', percent: 0.07, path: 'properties.gift\\.card' },
    { type: 'DROP_PROPERTIES', fields: { properties: ['email'] } },
    { type: 'ALLOW_PROPERTIES', fields: { traits: [] } },
    { type: 'DROP' },
  ],
  enabled: true,
  createdAt: '',
  updatedAt: '',
  ...overrides,
})

it('a filter that is opened and saved stays what it was', () => {
  const { title, if: condition, actions, enabled } = makeFilter()
  expect(contentOf(draftOf(makeFilter()))).toEqual({
    title,
    description: null,
    if: condition,
    actions,
    enabled,
  })
})

describe('a filter is not saved', () => {
  const whole = draftOf(makeFilter())
  it.each([
    ['without a title', { ...whole, title: ' ' }],
    ['without an action', { ...whole, actions: [] }],
    ['with a condition that cannot be read', { ...whole, if: 'a ==' }],
    ['with an action that is not complete', { ...whole, actions: [newAction('DROP_PROPERTIES')] }],
    ['while nothing was entered', EMPTY_DRAFT],
  ])('%s', (_, draft) => {
    expect(contentOf(draft)).toBeNull()
  })

  it('but tried before it has a title', () => {
    expect(ruleOf({ ...whole, title: '' })).not.toBeNull()
  })
})

it('a share is a number from 0 to 100', () => {
  const sample = newAction('SAMPLE')
  const problem = (percent: string) => problemOfAction({ ...sample, percent } as typeof sample)
  expect(['0', '0.5', '100'].map(problem)).toEqual([undefined, undefined, undefined])
  expect(['', 'half', '-1', '101'].map(problem)).not.toContain(undefined)
})
