import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluateFql } from '../../../../worker/domain/fql/evaluate.ts'
import { parseFql } from '../../../../worker/domain/fql/parse.ts'
import {
  CONDITION_OPS,
  type Condition,
  type ConditionGroup,
  type ConditionOp,
  conditionProblem,
  groupProblems,
  newCondition,
  newGroup,
} from './condition.ts'
import { printConditions, readConditions } from './condition-fql.ts'

const read = (text: string) => {
  const group = readConditions(text)
  return group && withoutIds(group)
}

type Bare = { match: string; items: unknown[] } | Record<string, unknown>
function withoutIds(item: Condition | ConditionGroup): Bare {
  if (item.kind === 'group') return { match: item.match, items: item.items.map(withoutIds) }
  const { path, op, value, valueType } = item
  return { path, op, value, valueType }
}

const TEXTS = ['', 'x', 'Order Completed', "it's", 'say "no"', 'a*b', 'a?[b]\\', 'ア', ' x ', '12']
const anyText = fc.oneof(fc.constantFrom(...TEXTS), fc.string({ maxLength: 8 }))
const anyPath = fc.oneof(
  fc.constantFrom('type', 'event', 'properties.plan', 'properties.product 1.price', 'all', 'or'),
  fc
    .array(fc.string({ minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 })
    .map((keys) => keys.map((key) => key.replace(/[\\.]/g, '\\$&')).join('.')),
)
const anyCondition = fc
  .record({
    path: anyPath,
    op: fc.constantFrom(...(Object.keys(CONDITION_OPS) as ConditionOp[])),
    value: fc.oneof(
      anyText,
      fc.integer().map((units) => String(units / 1000)),
    ),
    valueType: fc.constantFrom('text', 'number'),
  })
  .map(newCondition)
  .filter((condition) => conditionProblem(condition) === null)
const anyGroup = fc
  .record({
    match: fc.constantFrom('all' as const, 'any' as const),
    items: fc.array(
      fc.oneof(
        { weight: 4, arbitrary: anyCondition },
        {
          weight: 1,
          arbitrary: fc
            .array(anyCondition, { minLength: 1, maxLength: 3 })
            .map((items) => newGroup('any', items)),
        },
      ),
      { maxLength: 4 },
    ),
  })
  .map(({ match, items }) => newGroup(match, items))

const VALUES = [null, '', 'x', 'Order Completed', 5, 0, true, false, 'axb', 'a*b and more', ['x']]
const anyEvent = fc.record({
  type: fc.constantFrom('track', 'identify'),
  event: fc.constantFrom(...VALUES),
  properties: fc.record(
    {
      plan: fc.constantFrom(...VALUES),
      'product 1': fc.record({ price: fc.constantFrom(5, 'x') }),
    },
    { requiredKeys: [] },
  ),
})

describe('conditions as FQL', () => {
  it('reads back what it writes, with the same meaning for every event', () => {
    fc.assert(
      fc.property(anyGroup, anyEvent, (group, event) => {
        const text = printConditions(group)
        const again = readConditions(text)
        expect(again).not.toBeNull()
        if (again === null || text === '') return
        const [first, second] = [parseFql(text), parseFql(printConditions(again))]
        expect(first.ok && second.ok).toBe(true)
        if (!first.ok || !second.ok) return
        expect(evaluateFql(second.value, event)).toBe(evaluateFql(first.value, event))
        expect(printConditions(again)).toBe(text)
      }),
      { numRuns: 400 },
    )
  })

  it.each([
    ['type = "track"', { path: 'type', op: 'is', value: 'track' }],
    ["event = 'Order Completed'", { path: 'event', op: 'is', value: 'Order Completed' }],
    ['properties.total >= 12.5', { op: 'gte', value: '12.5', valueType: 'number' }],
    ['properties.plan = null', { op: 'not_exists' }],
    ['properties.plan != null', { op: 'exists' }],
    ['properties.vip = true', { op: 'is_true' }],
    ['properties.vip', { op: 'is_true' }],
    ['match(event, "Order *")', { op: 'starts', value: 'Order ' }],
    ['match(event, "*ed")', { op: 'ends', value: 'ed' }],
    ['match(event, "*d*")', { op: 'matches', value: '*d*' }],
    ['!contains(event, "x")', { op: 'not_contains', value: 'x' }],
    ["type in ['track', 'page']", { op: 'one_of', value: 'track, page' }],
    ['properties.product\\ 1.price = 5', { path: 'properties.product 1.price' }],
    ['properties.a\\.b = 5', { path: 'properties.a\\.b' }],
  ])('%s is one condition', (text, expected) => {
    expect(read(text)).toMatchObject({ match: 'all', items: [expected] })
  })

  it('shows groups of one level', () => {
    expect(read('type = "track" and (event = "A" or event = "B")')).toMatchObject({
      match: 'all',
      items: [{ path: 'type' }, { match: 'any', items: [{ value: 'A' }, { value: 'B' }] }],
    })
  })

  it.each([
    'all',
    'length(userId) < 1',
    'a = 1 and (b = 2 or (c = 3 and d = 4))',
    "'x' in properties.list",
    'properties.vip != true',
    '!properties.vip',
    'properties.a = properties.b',
    "properties.a in ['x, y']",
    'type = ',
  ])('%s is for the text editor', (text) => {
    expect(readConditions(text)).toBeNull()
  })

  it('says what is missing before it is written', () => {
    const group = newGroup('all', [
      newCondition(),
      newCondition({ path: 'event', value: `"it's"` }),
      newCondition({ path: 'properties.n', op: 'gt', value: 'x', valueType: 'number' }),
      newGroup('any', []),
    ])
    expect(groupProblems(group).map(({ message }) => message)).toEqual([
      'Choose the field that it looks at.',
      'A text may hold one kind of quotes, not both.',
      'Write a number.',
      'Add a condition to the group, or remove the group.',
    ])
  })
})
