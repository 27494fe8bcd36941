import type { CompareOp, FqlNode } from './ast.ts'
import { callFunction } from './functions.ts'
import { type Glob, matchGlob, parseGlob } from './glob.ts'

/** What a filter says of an event. It is `too_expensive` when it would take more than its share of time. */
export type FqlAnswer = boolean | 'too_expensive'

/**
 * Characters compared and items looked at, in one evaluation: about two milliseconds. An event has at
 * most 32 KB, so nothing that people write comes near; a pattern made to be slow does.
 */
const MAX_STEPS = 250_000

type Event = Readonly<Record<string, unknown>>

/** Upstream's examples name these fields both ways. */
const ALIASES: Readonly<Record<string, string>> = {
  received_at: 'receivedAt',
  sent_at: 'sentAt',
  original_timestamp: 'originalTimestamp',
}

/** Never throws, whatever the event holds. */
export function evaluateFql(node: FqlNode, event: Event): FqlAnswer {
  let left = MAX_STEPS
  const spend = (steps: number): void => {
    left -= steps
    if (left < 0) throw TOO_EXPENSIVE
  }
  try {
    return resolve(node, event, spend) === true
  } catch (error) {
    if (error === TOO_EXPENSIVE) return 'too_expensive'
    throw error
  }
}

const TOO_EXPENSIVE = new Error('too expensive')

export type Spend = (steps: number) => void

function resolve(node: FqlNode, event: Event, spend: Spend): unknown {
  spend(1)
  switch (node.kind) {
    case 'all':
      return true
    case 'literal':
      return node.value
    case 'path':
      return lookUp(event, node.keys)
    case 'list':
      return node.items.map((item) => resolve(item, event, spend))
    case 'and':
      return node.items.every((item) => resolve(item, event, spend) === true)
    case 'or':
      return node.items.some((item) => resolve(item, event, spend) === true)
    case 'not':
      return resolve(node.of, event, spend) !== true
    case 'compare':
      return compare(
        node.op,
        resolve(node.left, event, spend),
        resolve(node.right, event, spend),
        spend,
      )
    case 'in':
      return isIn(resolve(node.left, event, spend), resolve(node.right, event, spend), spend)
    case 'call':
      return call(node, event, spend)
  }
}

/** What is missing is null, wherever on the way it ends. */
function lookUp(event: Event, keys: readonly string[]): unknown {
  let value: unknown = event
  for (let depth = 0; depth < keys.length; depth++) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
    const key = keys[depth] as string
    const alias = depth === 0 && Object.hasOwn(ALIASES, key) ? ALIASES[key] : undefined
    const name = alias === undefined || Object.hasOwn(value, key) ? key : alias
    if (!Object.hasOwn(value, name)) return null
    value = (value as Event)[name]
  }
  return value ?? null
}

function compare(op: CompareOp, left: unknown, right: unknown, spend: Spend): boolean {
  if (op === '=') return equal(left, right, spend)
  if (op === '!=') return !equal(left, right, spend)
  if (typeof left === 'number' && typeof right === 'number') return ordered(op, left, right)
  if (typeof left === 'string' && typeof right === 'string') {
    spend(Math.min(left.length, right.length))
    return ordered(op, left, right)
  }
  return false
}

function ordered<T extends string | number>(op: CompareOp, left: T, right: T): boolean {
  switch (op) {
    case '>':
      return left > right
    case '>=':
      return left >= right
    case '<':
      return left < right
    default:
      return left <= right
  }
}

/** Lists by their items; an object equals nothing. */
function equal(left: unknown, right: unknown, spend: Spend): boolean {
  spend(typeof left === 'string' ? left.length : 1)
  if (Array.isArray(left) && Array.isArray(right)) {
    return (
      left.length === right.length && left.every((item, index) => equal(item, right[index], spend))
    )
  }
  return (typeof left !== 'object' || left === null) && left === right
}

function isIn(value: unknown, list: unknown, spend: Spend): boolean {
  if (!Array.isArray(list) || (typeof value === 'object' && value !== null)) return false
  return list.some((item) => equal(value, item ?? null, spend))
}

function call(node: FqlNode & { kind: 'call' }, event: Event, spend: Spend): unknown {
  const values = node.args.map((arg) => resolve(arg, event, spend))
  if (node.name !== 'match') return callFunction(node.name, values, spend)
  const [text, pattern] = values
  if (typeof text !== 'string' || typeof pattern !== 'string') return false
  const glob = globOf(node.args[1], pattern, spend)
  return glob !== null && matchGlob(glob, text, spend)
}

const known = new WeakMap<FqlNode, Glob | null>()

/** Nearly every pattern stands in the filter itself, and is read once. */
function globOf(node: FqlNode | undefined, pattern: string, spend: Spend): Glob | null {
  if (node?.kind !== 'literal') {
    spend(pattern.length)
    return parseGlob(pattern)
  }
  let glob = known.get(node)
  if (glob === undefined) {
    glob = parseGlob(pattern)
    known.set(node, glob)
  }
  return glob
}
