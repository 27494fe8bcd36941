import type { FqlNode } from '../../../../worker/domain/fql/ast.ts'
import { parseFql } from '../../../../worker/domain/fql/parse.ts'
import { printFql } from '../../../../worker/domain/fql/print.ts'
import { type Comparison, comparisonOf, nodeOf, type OperatorName, problemOf } from './operators.ts'

/** One line of the builder. */
export interface Condition {
  kind: 'condition'
  /** Names the line for as long as it is there. */
  id: number
  /** None yet: empty. */
  keys: readonly string[]
  operator: OperatorName
  /** As typed; a list has a line each. */
  value: string
}

/** Lines of which all or any have to hold. */
export interface ConditionGroup {
  kind: 'group'
  id: number
  join: 'and' | 'or'
  items: readonly Condition[]
}

/** Which events are meant: all there are, or those for which so many of the conditions hold. */
export type Fit = 'every' | 'all' | 'any' | 'none' | 'not_all'

/** A filter as the builder shows it: lines, and groups of lines one level deep. */
export interface Conditions {
  fit: Fit
  items: readonly (Condition | ConditionGroup)[]
}

let lastId = 0
const newId = (): number => {
  lastId += 1
  return lastId
}

export const newCondition = (comparison: Partial<Comparison> = {}): Condition => ({
  kind: 'condition',
  id: newId(),
  keys: [],
  operator: 'text_is',
  value: '',
  ...comparison,
})

export const newGroup = (join: 'and' | 'or', items: readonly Condition[]): ConditionGroup => ({
  kind: 'group',
  id: newId(),
  join,
  items,
})

/** The text as conditions; null when it is no filter, or says more than they can. */
export function readConditions(text: string): Conditions | null {
  if (text.trim() === '') return { fit: 'all', items: [newCondition()] }
  const parsed = parseFql(text)
  if (!parsed.ok) return null
  const node = parsed.value
  if (node.kind === 'all') return { fit: 'every', items: [] }
  const single = readItem(node)
  // A filter that is one group is shown as its lines.
  if (single?.kind === 'condition') return { fit: 'all', items: [single] }
  if (node.kind === 'not') {
    const inner = readJoined(node.of)
    return inner && { fit: inner.join === 'or' ? 'none' : 'not_all', items: inner.items }
  }
  const joined = readJoined(node)
  return joined && { fit: joined.join === 'or' ? 'any' : 'all', items: joined.items }
}

interface Joined {
  join: 'and' | 'or'
  items: (Condition | ConditionGroup)[]
}

function readJoined(node: FqlNode): Joined | null {
  const isJoined = node.kind === 'and' || node.kind === 'or'
  const items = (isJoined ? node.items : [node]).map(readItem)
  if (items.some((item) => item === null)) return null
  return {
    join: node.kind === 'and' ? 'and' : 'or',
    items: items.filter((item) => item !== null),
  }
}

function readItem(node: FqlNode): Condition | ConditionGroup | null {
  const comparison = comparisonOf(node)
  if (comparison !== null) return newCondition(comparison)
  if (node.kind !== 'and' && node.kind !== 'or') return null
  const items = node.items.map(comparisonOf)
  if (items.includes(null)) return null
  return newGroup(
    node.kind,
    items.filter((item) => item !== null).map((item) => newCondition(item)),
  )
}

/**
 * The conditions as a text. While one of them is not complete the text is no filter: what is wrong is then
 * for the builder to say, and nobody takes half a condition for a whole one.
 */
export function writeConditions({ fit, items }: Conditions): string {
  if (fit === 'every') return 'all'
  const written = items.filter(({ kind, ...item }) =>
    kind === 'group' ? (item as ConditionGroup).items.length > 0 : true,
  )
  if (written.length === 0) return ''
  if (written.some(isIncomplete)) return written.map(sketch).join(` ${joinOf(fit)} `)
  const nodes = written.map(toNode)
  const [first] = nodes
  const node: FqlNode =
    nodes.length === 1 && first !== undefined ? first : { kind: joinOf(fit), items: nodes }
  return printFql(fit === 'none' || fit === 'not_all' ? { kind: 'not', of: node } : node)
}

const joinOf = (fit: Fit): 'and' | 'or' => (fit === 'any' || fit === 'none' ? 'or' : 'and')

function toNode(item: Condition | ConditionGroup): FqlNode {
  if (item.kind === 'condition') {
    return nodeOf(item.operator, { kind: 'path', keys: item.keys }, item.value)
  }
  const [first] = item.items
  if (item.items.length === 1 && first !== undefined) return toNode(first)
  return { kind: item.join, items: item.items.map(toNode) }
}

const isIncomplete = (item: Condition | ConditionGroup): boolean =>
  item.kind === 'group'
    ? item.items.some(isIncomplete)
    : item.keys.length === 0 || problemOf(item.operator, item.value) !== undefined

/** Something that no parser takes, with a blank where something is missing. */
const sketch = (item: Condition | ConditionGroup): string =>
  isIncomplete(item) ? '…' : printFql(toNode(item))
