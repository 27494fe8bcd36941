import { describe, expect, it } from 'vitest'
import type { AlertAnswer, AlertCondition } from '../../api/alerts.ts'
import { contentOf, draftOf, emptyDraft, newChannel, problemsOf } from './alert-draft.ts'
import { describeCondition, inOrder, minutesInWords } from './alert-words.ts'

const makeAlert = (overrides: Partial<AlertAnswer> = {}): AlertAnswer => ({
  id: 'alt_1',
  name: 'Orders arrive',
  condition: {
    kind: 'delivery_success_rate',
    destinationId: 'dst_1',
    thresholdPercent: 97.5,
    windowMinutes: 60,
  },
  enabled: true,
  channels: [],
  repeatMinutes: 60,
  state: 'ok',
  stateSince: '',
  reading: '',
  evaluatedAt: null,
  createdAt: '',
  updatedAt: '',
  ...overrides,
})

it.each<AlertCondition>([
  {
    kind: 'delivery_success_rate',
    destinationId: 'dst_1',
    mappingId: 'map_1',
    thresholdPercent: 97.5,
    windowMinutes: 60,
  },
  { kind: 'source_volume', sourceId: 'src_1', changePercent: 40 },
  { kind: 'no_events', sourceId: 'src_1', minutes: 30 },
])('an alert that is opened and saved stays what it was: $kind', (condition) => {
  expect(contentOf(draftOf(makeAlert({ condition })))).toMatchObject({
    name: 'Orders arrive',
    condition,
    repeatMinutes: 60,
    channels: [],
  })
})

it('channels keep their URL unless another one is entered', () => {
  const draft = draftOf(
    makeAlert({
      channels: [
        { id: 'c1', type: 'email', to: ['ada@example.com', 'alan@example.com'] },
        { id: 'c2', type: 'slack', host: 'hooks.slack.com' },
      ],
    }),
  )
  expect(contentOf(draft)?.channels).toEqual([
    { id: 'c1', type: 'email', to: ['ada@example.com', 'alan@example.com'] },
    { id: 'c2', type: 'slack' },
  ])
})

describe('an alert is not saved', () => {
  const whole = draftOf(makeAlert())
  it.each([
    ['without a name', { ...whole, name: ' ' }, 'name'],
    ['without a destination', { ...whole, destinationId: '' }, 'destinationId'],
    ['with a rate of nothing', { ...whole, thresholdPercent: '0' }, 'thresholdPercent'],
    [
      'with a time that is too short',
      { ...emptyDraft({ sourceId: 's' }), minutes: '4' },
      'minutes',
    ],
  ])('%s', (_, draft, field) => {
    expect(problemsOf(draft)).toHaveProperty(field)
    expect(contentOf(draft)).toBeNull()
  })

  it('with a channel that leads nowhere', () => {
    const wrong = [
      newChannel('email', { text: 'ada' }),
      newChannel('email'),
      newChannel('webhook', { text: 'example.com' }),
      newChannel('slack'),
    ]
    const problems = problemsOf({ ...whole, channels: wrong })
    expect(Object.keys(problems)).toEqual(wrong.map(({ key }) => `channel ${key}`))
  })
})

it('what an alert watches is said in a few words', () => {
  expect(describeCondition(makeAlert().condition)).toBe('Less than 97.5% delivered in 1 hour')
  expect(describeCondition({ kind: 'no_events', sourceId: 's', minutes: 90 })).toBe(
    'Nothing received for 90 minutes',
  )
  expect([60, 120, 1440, 10_080].map(minutesInWords)).toEqual([
    '1 hour',
    '2 hours',
    '24 hours',
    '7 days',
  ])
})

it('those that fire come first', () => {
  const names = inOrder([
    makeAlert({ name: 'b' }),
    makeAlert({ name: 'c', state: 'firing' }),
    makeAlert({ name: 'a', state: 'firing', enabled: false }),
  ]).map(({ name }) => name)
  expect(names).toEqual(['c', 'a', 'b'])
})
