import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseFql } from '../../../../worker/domain/fql/parse.ts'
import {
  type Condition,
  type ConditionGroup,
  type Conditions,
  newCondition,
  newGroup,
  readConditions,
  writeConditions,
} from './conditions.ts'
import { isOperatorName, OPERATORS, type OperatorName, problemOf } from './operators.ts'

/** Without the names of lines, which are new each time. */
const bare = (conditions: Conditions | null): unknown =>
  JSON.parse(JSON.stringify(conditions, (key, value) => (key === 'id' ? undefined : value)))

const one = (text: string) => {
  const item = readConditions(text)?.items[0]
  return item?.kind === 'condition' ? [item.keys, item.operator, item.value] : null
}

describe('what a filter says is read as lines', () => {
  it.each([
    ["event = 'Order Completed'", ['event'], 'text_is', 'Order Completed'],
    ["properties.plan != 'free'", ['properties', 'plan'], 'text_is_not', 'free'],
    ['properties.total = 5', ['properties', 'total'], 'number_is', '5'],
    ['properties.total != -0.25', ['properties', 'total'], 'number_is_not', '-0.25'],
    ['properties.total>=100', ['properties', 'total'], 'at_least', '100'],
    ['properties.test = true', ['properties', 'test'], 'is_true', ''],
    ['properties.test', ['properties', 'test'], 'is_true', ''],
    ['properties.test = false', ['properties', 'test'], 'is_false', ''],
    ['userId = null', ['userId'], 'is_missing', ''],
    ['userId != null', ['userId'], 'is_present', ''],
    ["contains(traits.email, '@x')", ['traits', 'email'], 'contains', '@x'],
    ["!contains(traits.email, '@x')", ['traits', 'email'], 'contains_not', '@x'],
    ["match(event, 'Order *')", ['event'], 'starts_with', 'Order '],
    ["match(event, '* Viewed')", ['event'], 'ends_with', ' Viewed'],
    ["match(event, '*der*')", ['event'], 'matches', '*der*'],
    ["match(event, 'A\\*b*')", ['event'], 'starts_with', 'A*b'],
    ["!match(event, 'Order *')", ['event'], 'matches_not', 'Order *'],
    ["type in ['track', 'page']", ['type'], 'one_of', 'track\npage'],
    ["!(type in ['track', 'page'])", ['type'], 'not_one_of', 'track\npage'],
    ["properties.a\\.b = 'x'", ['properties', 'a.b'], 'text_is', 'x'],
  ])('%s', (text, ...condition) => {
    expect(one(text)).toEqual(condition)
  })

  it('with how many of them have to hold', () => {
    const fitOf = (text: string) => readConditions(text)?.fit
    expect(fitOf('all')).toBe('every')
    expect(fitOf('a = 1 and b = 2')).toBe('all')
    expect(fitOf('a = 1 or b = 2')).toBe('any')
    expect(fitOf('!(a = 1 and b = 2)')).toBe('not_all')
    expect(fitOf('!(a = 1 or b = 2)')).toBe('none')
    expect(fitOf('!(a = 1)')).toBe('none')
  })

  it('and groups one level deep', () => {
    const { fit, items = [] } = readConditions('a = 1 and (b = 2 or c = 3)') ?? {}
    expect(fit).toBe('all')
    expect(items.map(({ kind }) => kind)).toEqual(['condition', 'group'])
  })

  it('unless it says more than lines can', () => {
    expect(readConditions('length(userId) < 1')).toBeNull()
    expect(readConditions('a = b')).toBeNull()
    expect(readConditions('properties.test != true')).toBeNull()
    expect(readConditions("receivedAt >= '2026-01-01'")).toBeNull()
    expect(readConditions("type in ['track', 5]")).toBeNull()
    expect(readConditions('a = 1 and (b = 2 or (c = 3 and d = 4))')).toBeNull()
    expect(readConditions('a = 1 and !(b = 2)')).toBeNull()
    expect(readConditions('a ==')).toBeNull()
  })
})

describe('lines that are not complete', () => {
  it.each<[string, Partial<Condition>]>([
    ['no field', { value: 'x' }],
    ['no text to look for', { keys: ['event'], operator: 'contains' }],
    ['no number', { keys: ['event'], operator: 'less', value: 'many' }],
    ['an empty list', { keys: ['event'], operator: 'one_of', value: '\n' }],
    ['both kinds of quotes', { keys: ['event'], value: `'"` }],
    ['an open bracket', { keys: ['event'], operator: 'matches', value: '[a' }],
  ])('%s are no filter', (_, condition) => {
    const text = writeConditions({
      fit: 'all',
      items: [newCondition({ keys: ['type'], value: 'track' }), newCondition(condition)],
    })
    expect(parseFql(text).ok).toBe(false)
  })

  it('nor is nothing', () => {
    expect(writeConditions({ fit: 'any', items: [] })).toBe('')
    expect(writeConditions({ fit: 'any', items: [newGroup('and', [])] })).toBe('')
  })
})

const operators = Object.keys(OPERATORS).filter(isOperatorName)
const key = fc.string({ minLength: 1, maxLength: 8 })
const line = fc.string({ maxLength: 12 }).filter((text) => !text.includes('"'))

const valueFor = (operator: OperatorName): fc.Arbitrary<string> => {
  switch (OPERATORS[operator].value) {
    case 'number':
      return fc.integer({ min: -10_000, max: 10_000 }).map((number) => String(number / 8))
    case 'list':
      return fc
        .uniqueArray(
          line.filter((text) => text !== ''),
          { minLength: 1, maxLength: 3 },
        )
        .map((lines) => lines.join('\n'))
    case 'text':
      return line
    default:
      return fc.constant('')
  }
}

const condition: fc.Arbitrary<Condition> = fc
  .record({ keys: fc.array(key, { minLength: 1, maxLength: 3 }), name: fc.nat() })
  .chain(({ keys, name }) => {
    const operator = operators[name % operators.length] ?? 'text_is'
    return valueFor(operator).map((value) => newCondition({ keys, operator, value }))
  })
  .filter(({ operator, value }) => problemOf(operator, value) === undefined)
  // A pattern that says what a plainer operator says is shown as that one.
  .filter(({ operator, value }) => operator !== 'matches' || /^\*.*\*$/.test(value))

const group: fc.Arbitrary<ConditionGroup> = fc
  .tuple(fc.constantFrom('and', 'or'), fc.array(condition, { minLength: 2, maxLength: 3 }))
  .map(([join, items]) => newGroup(join, items))

describe('lines that are written and read again', () => {
  it('are the same lines', () => {
    const conditions: fc.Arbitrary<Conditions> = fc.record({
      fit: fc.constantFrom('all', 'any', 'none', 'not_all'),
      items: fc.array(condition, { minLength: 2, maxLength: 3 }),
    })
    fc.assert(
      fc.property(conditions, (given) => {
        const text = writeConditions(given)
        expect(parseFql(text).ok, text).toBe(true)
        expect(bare(readConditions(text)), text).toEqual(bare(given))
      }),
    )
  })

  it('so are groups that are joined the other way', () => {
    fc.assert(
      fc.property(group, condition, (inner, beside) => {
        const given: Conditions = {
          fit: inner.join === 'and' ? 'any' : 'all',
          items: [beside, inner],
        }
        const text = writeConditions(given)
        expect(bare(readConditions(text)), text).toEqual(bare(given))
      }),
    )
  })
})
