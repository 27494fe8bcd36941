import type { CompareOp, FqlNode } from '../../../../worker/domain/fql/ast.ts'
import { parseFql } from '../../../../worker/domain/fql/parse.ts'
import { printFql } from '../../../../worker/domain/fql/print.ts'
import {
  type Condition,
  type ConditionGroup,
  type ConditionOp,
  itemsOf,
  keysOf,
  newCondition,
  newGroup,
  pathOf,
} from './condition.ts'

/** The conditions as FQL. Those with problems have no spelling: ask `groupProblems` first. */
export function printConditions(group: ConditionGroup): string {
  const items = group.items.map((item) => toNode(item))
  if (items.length === 0) return ''
  return printFql(joined(group.match, items))
}

/** What the builder can show of a text; null when the text says more, or cannot be read. */
export function readConditions(text: string): ConditionGroup | null {
  if (text.trim() === '') return newGroup()
  const parsed = parseFql(text)
  return parsed.ok ? toGroup(parsed.value, 0) : null
}

/** Groups inside a group; the builder shows one level. */
const MAX_LEVELS = 1

function toGroup(node: FqlNode, level: number): ConditionGroup | null {
  if (node.kind !== 'and' && node.kind !== 'or') {
    const only = level === 0 ? toCondition(node) : null
    return only === null ? null : newGroup('all', [only])
  }
  const items: (Condition | ConditionGroup)[] = []
  for (const item of node.items) {
    const isGroup = item.kind === 'and' || item.kind === 'or'
    if (isGroup && level === MAX_LEVELS) return null
    const read = isGroup ? toGroup(item, level + 1) : toCondition(item)
    if (read === null) return null
    items.push(read)
  }
  return newGroup(node.kind === 'and' ? 'all' : 'any', items)
}

const joined = (match: ConditionGroup['match'], items: FqlNode[]): FqlNode => {
  const [first] = items
  if (items.length === 1 && first !== undefined) return first
  return { kind: match === 'all' ? 'and' : 'or', items }
}

const COMPARISONS: Partial<Record<ConditionOp, CompareOp>> = {
  is: '=',
  is_not: '!=',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
}

const literal = (value: string | number | boolean | null): FqlNode => ({ kind: 'literal', value })

function toNode(item: Condition | ConditionGroup): FqlNode {
  if (item.kind === 'group') return joined(item.match, item.items.map(toNode))
  const { op, value, valueType } = item
  const path: FqlNode = { kind: 'path', keys: keysOf(item.path) }
  const compare = (compareOp: CompareOp, right: FqlNode): FqlNode => ({
    kind: 'compare',
    op: compareOp,
    left: path,
    right,
  })
  const call = (name: 'contains' | 'match', text: string): FqlNode => ({
    kind: 'call',
    name,
    args: [path, literal(text)],
  })
  switch (op) {
    case 'is_true':
      return compare('=', literal(true))
    case 'is_false':
      return compare('=', literal(false))
    case 'exists':
      return compare('!=', literal(null))
    case 'not_exists':
      return compare('=', literal(null))
    case 'contains':
      return call('contains', value)
    case 'not_contains':
      return { kind: 'not', of: call('contains', value) }
    case 'starts':
      return call('match', `${escapeGlob(value)}*`)
    case 'ends':
      return call('match', `*${escapeGlob(value)}`)
    case 'matches':
      return call('match', value)
    case 'not_matches':
      return { kind: 'not', of: call('match', value) }
    case 'one_of':
      return {
        kind: 'in',
        left: path,
        right: { kind: 'list', items: itemsOf(value).map((one) => literal(one)) },
      }
    default:
      return compare(
        COMPARISONS[op] ?? '=',
        literal(valueType === 'number' ? Number(value) : value),
      )
  }
}

function toCondition(node: FqlNode): Condition | null {
  switch (node.kind) {
    case 'path':
      return newCondition({ path: pathOf(node.keys), op: 'is_true' })
    case 'compare':
      return fromCompare(node.op, node.left, node.right)
    case 'in':
      return fromIn(node.left, node.right)
    case 'call':
      return fromCall(node, false)
    case 'not':
      return node.of.kind === 'call' ? fromCall(node.of, true) : null
    default:
      return null
  }
}

function fromCompare(op: CompareOp, left: FqlNode, right: FqlNode): Condition | null {
  if (left.kind !== 'path' || right.kind !== 'literal') return null
  const path = pathOf(left.keys)
  const { value } = right
  if (typeof value === 'boolean') {
    return op === '=' ? newCondition({ path, op: value ? 'is_true' : 'is_false' }) : null
  }
  if (value === null) {
    if (op !== '=' && op !== '!=') return null
    return newCondition({ path, op: op === '=' ? 'not_exists' : 'exists' })
  }
  const known = (Object.keys(COMPARISONS) as ConditionOp[]).find((name) => COMPARISONS[name] === op)
  const valueType = typeof value === 'number' ? 'number' : 'text'
  return known === undefined
    ? null
    : newCondition({ path, op: known, value: String(value), valueType })
}

function fromIn(left: FqlNode, right: FqlNode): Condition | null {
  if (left.kind !== 'path' || right.kind !== 'list' || right.items.length === 0) return null
  const items: string[] = []
  for (const item of right.items) {
    if (item.kind !== 'literal' || typeof item.value !== 'string') return null
    items.push(item.value)
  }
  const value = items.join(', ')
  // A value with a comma or spaces around it cannot be told from two.
  const isSame = JSON.stringify(itemsOf(value)) === JSON.stringify(items)
  const hasBothQuotes = value.includes('"') && value.includes("'")
  if (!isSame || items.includes('') || hasBothQuotes) return null
  return newCondition({ path: pathOf(left.keys), op: 'one_of', value })
}

function fromCall(node: FqlNode & { kind: 'call' }, negated: boolean): Condition | null {
  const [of, text] = node.args
  if (of?.kind !== 'path' || text?.kind !== 'literal' || typeof text.value !== 'string') return null
  const path = pathOf(of.keys)
  const { value } = text
  if (value === '') return null
  if (node.name === 'contains') {
    return newCondition({ path, op: negated ? 'not_contains' : 'contains', value })
  }
  if (node.name !== 'match') return null
  if (negated) return newCondition({ path, op: 'not_matches', value })
  const start = plainOf(value.slice(0, -1))
  if (value.endsWith('*') && start !== null && start !== '') {
    return newCondition({ path, op: 'starts', value: start })
  }
  const end = plainOf(value.slice(1))
  if (value.startsWith('*') && end !== null && end !== '') {
    return newCondition({ path, op: 'ends', value: end })
  }
  return newCondition({ path, op: 'matches', value })
}

const escapeGlob = (text: string): string => text.replace(/[\\*?[]/g, '\\$&')

/** The text that a pattern without wildcards stands for; null when it has some. */
function plainOf(pattern: string): string | null {
  const text = pattern.replace(/\\([\s\S])/g, '$1')
  return escapeGlob(text) === pattern ? text : null
}
