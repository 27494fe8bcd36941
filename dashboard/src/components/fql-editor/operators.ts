import type { CompareOp, FqlNode } from '../../../../worker/domain/fql/ast.ts'
import { endOf, isWellFormed, startOf, toPattern } from './patterns.ts'

/** What a condition compares with: nothing, a text, a number or several texts. */
export type ValueKind = 'none' | 'text' | 'number' | 'list'

export interface Operator {
  label: string
  group: 'Text' | 'Number' | 'Anything'
  value: ValueKind
}

/** How a field can be asked about without writing the language, in the order of the menu. */
export const OPERATORS = {
  text_is: { label: 'is', group: 'Text', value: 'text' },
  text_is_not: { label: 'is not', group: 'Text', value: 'text' },
  one_of: { label: 'is one of', group: 'Text', value: 'list' },
  not_one_of: { label: 'is none of', group: 'Text', value: 'list' },
  contains: { label: 'contains', group: 'Text', value: 'text' },
  contains_not: { label: 'does not contain', group: 'Text', value: 'text' },
  starts_with: { label: 'starts with', group: 'Text', value: 'text' },
  ends_with: { label: 'ends with', group: 'Text', value: 'text' },
  matches: { label: 'matches the pattern', group: 'Text', value: 'text' },
  matches_not: { label: 'does not match the pattern', group: 'Text', value: 'text' },
  number_is: { label: 'is the number', group: 'Number', value: 'number' },
  number_is_not: { label: 'is not the number', group: 'Number', value: 'number' },
  less: { label: 'is less than', group: 'Number', value: 'number' },
  at_most: { label: 'is at most', group: 'Number', value: 'number' },
  more: { label: 'is more than', group: 'Number', value: 'number' },
  at_least: { label: 'is at least', group: 'Number', value: 'number' },
  is_true: { label: 'is true', group: 'Anything', value: 'none' },
  is_false: { label: 'is false', group: 'Anything', value: 'none' },
  is_present: { label: 'is present', group: 'Anything', value: 'none' },
  is_missing: { label: 'is missing or null', group: 'Anything', value: 'none' },
} as const satisfies Record<string, Operator>
export type OperatorName = keyof typeof OPERATORS

export const isOperatorName = (name: string): name is OperatorName => Object.hasOwn(OPERATORS, name)

type Path = FqlNode & { kind: 'path' }

const literal = (value: string | number | boolean | null): FqlNode => ({ kind: 'literal', value })
const compare = (left: Path, op: CompareOp, value: string | number | boolean | null): FqlNode => ({
  kind: 'compare',
  op,
  left,
  right: literal(value),
})
const call = (name: 'contains' | 'match', left: Path, value: string): FqlNode => ({
  kind: 'call',
  name,
  args: [left, literal(value)],
})
const not = (of: FqlNode): FqlNode => ({ kind: 'not', of })
const among = (left: Path, values: readonly string[]): FqlNode => ({
  kind: 'in',
  left,
  right: { kind: 'list', items: values.map(literal) },
})

/** @param value A text, also for a number; for a list a line each. It has been found to be complete. */
export function nodeOf(operator: OperatorName, path: Path, value: string): FqlNode {
  switch (operator) {
    case 'text_is':
      return compare(path, '=', value)
    case 'text_is_not':
      return compare(path, '!=', value)
    case 'one_of':
      return among(path, linesOf(value))
    case 'not_one_of':
      return not(among(path, linesOf(value)))
    case 'contains':
      return call('contains', path, value)
    case 'contains_not':
      return not(call('contains', path, value))
    case 'starts_with':
      return call('match', path, `${toPattern(value)}*`)
    case 'ends_with':
      return call('match', path, `*${toPattern(value)}`)
    case 'matches':
      return call('match', path, value)
    case 'matches_not':
      return not(call('match', path, value))
    case 'is_true':
      return compare(path, '=', true)
    case 'is_false':
      return compare(path, '=', false)
    case 'is_present':
      return compare(path, '!=', null)
    case 'is_missing':
      return compare(path, '=', null)
    default:
      return compare(path, NUMBER_OPS[operator], Number(value))
  }
}

const NUMBER_OPS = {
  number_is: '=',
  number_is_not: '!=',
  less: '<',
  at_most: '<=',
  more: '>',
  at_least: '>=',
} as const satisfies Partial<Record<OperatorName, CompareOp>>

export const linesOf = (value: string): string[] => [
  ...new Set(value.split('\n').filter((line) => line !== '')),
]

export interface Comparison {
  keys: readonly string[]
  operator: OperatorName
  value: string
}

/** The operator that a part of a filter is; null where no operator says the same. */
export function comparisonOf(node: FqlNode): Comparison | null {
  switch (node.kind) {
    case 'path':
      return { keys: node.keys, operator: 'is_true', value: '' }
    case 'compare':
      return ofCompare(node)
    case 'in':
      return ofList(node, 'one_of')
    case 'call':
      return ofCall(node, false)
    case 'not':
      if (node.of.kind === 'in') return ofList(node.of, 'not_one_of')
      return node.of.kind === 'call' ? ofCall(node.of, true) : null
    default:
      return null
  }
}

function ofCompare({ op, left, right }: FqlNode & { kind: 'compare' }): Comparison | null {
  if (left.kind !== 'path' || right.kind !== 'literal') return null
  const { keys } = left
  const { value } = right
  if (typeof value === 'number') {
    const found = Object.entries(NUMBER_OPS).find(([, known]) => known === op)?.[0]
    if (found === undefined || !isOperatorName(found)) return null
    return { keys, operator: found, value: PLAIN.format(value) }
  }
  const isEqual = op === '='
  if (!isEqual && op !== '!=') return null
  if (value === null) return { keys, operator: isEqual ? 'is_missing' : 'is_present', value: '' }
  if (typeof value === 'string') {
    return { keys, operator: isEqual ? 'text_is' : 'text_is_not', value }
  }
  // "Is not true" holds for what is missing too, which "is false" does not.
  return isEqual ? { keys, operator: value ? 'is_true' : 'is_false', value: '' } : null
}

/** As the language writes numbers: without exponents. */
const PLAIN = new Intl.NumberFormat('en-US', { useGrouping: false, maximumFractionDigits: 100 })

function ofList(
  { left, right }: FqlNode & { kind: 'in' },
  operator: 'one_of' | 'not_one_of',
): Comparison | null {
  if (left.kind !== 'path' || right.kind !== 'list' || right.items.length === 0) return null
  const texts = right.items.map((item) => (item.kind === 'literal' ? item.value : null))
  const fits = (text: unknown) => typeof text === 'string' && text !== '' && !text.includes('\n')
  return texts.every(fits) ? { keys: left.keys, operator, value: texts.join('\n') } : null
}

function ofCall({ name, args }: FqlNode & { kind: 'call' }, isNegated: boolean): Comparison | null {
  const [field, given] = args
  if (field?.kind !== 'path' || given?.kind !== 'literal') return null
  const { keys } = field
  const { value } = given
  if (typeof value !== 'string' || value === '') return null
  if (name === 'contains') {
    return { keys, operator: isNegated ? 'contains_not' : 'contains', value }
  }
  if (name !== 'match') return null
  if (isNegated) return { keys, operator: 'matches_not', value }
  const start = startOf(value)
  if (start !== null) return { keys, operator: 'starts_with', value: start }
  const end = endOf(value)
  if (end !== null) return { keys, operator: 'ends_with', value: end }
  return { keys, operator: 'matches', value }
}

/** Whether a value can be compared with; else what to do about it, for a person. */
export function problemOf(operator: OperatorName, value: string): string | undefined {
  if (value.includes("'") && value.includes('"')) {
    return 'A text cannot hold both kinds of quotes.'
  }
  switch (OPERATORS[operator].value) {
    case 'number':
      return isNumber(value) ? undefined : 'Enter a number.'
    case 'list':
      return linesOf(value).length === 0 ? 'Enter a text on each line.' : undefined
    case 'text': {
      const mayBeEmpty = operator === 'text_is' || operator === 'text_is_not'
      if (value === '' && !mayBeEmpty) return 'Enter a text.'
      const isPattern = operator === 'matches' || operator === 'matches_not'
      return isPattern && !isWellFormed(value)
        ? 'A bracket or a backslash is left open.'
        : undefined
    }
    default:
      return undefined
  }
}

const isNumber = (value: string): boolean => /^[+-]?\d+(\.\d+)?$/.test(value.trim())
