/** What the builder of conditions edits: one line, or lines of which all or any have to hold. */
export interface Condition {
  kind: 'condition'
  id: number
  /** Dotted; a dot or a backslash within a name has a backslash before it. */
  path: string
  op: ConditionOp
  /** As it stands in its field; of several values, with commas between them. */
  value: string
  valueType: 'text' | 'number'
}

export interface ConditionGroup {
  kind: 'group'
  id: number
  match: 'all' | 'any'
  items: readonly (Condition | ConditionGroup)[]
}

export const CONDITION_OPS = {
  is: 'is',
  is_not: 'is not',
  one_of: 'is one of',
  not_exists: 'does not exist',
  exists: 'exists',
  contains: 'contains',
  not_contains: 'does not contain',
  starts: 'starts with',
  ends: 'ends with',
  matches: 'matches pattern',
  not_matches: 'does not match pattern',
  gt: 'is greater than',
  gte: 'is at least',
  lt: 'is less than',
  lte: 'is at most',
  is_true: 'is true',
  is_false: 'is false',
} as const satisfies Record<string, string>
export type ConditionOp = keyof typeof CONDITION_OPS

/** Those whose value may be a number. */
const NUMERIC: ReadonlySet<ConditionOp> = new Set(['is', 'is_not', 'gt', 'gte', 'lt', 'lte'])
/** Those that have no value. */
const UNARY: ReadonlySet<ConditionOp> = new Set(['exists', 'not_exists', 'is_true', 'is_false'])

export const takesNumbers = (op: ConditionOp): boolean => NUMERIC.has(op)
export const takesValue = (op: ConditionOp): boolean => !UNARY.has(op)

let lastId = 0
export const newId = (): number => {
  lastId += 1
  return lastId
}

export const newCondition = (part: Partial<Omit<Condition, 'kind' | 'id'>> = {}): Condition => ({
  kind: 'condition',
  id: newId(),
  path: '',
  op: 'is',
  value: '',
  valueType: 'text',
  ...part,
})

export const newGroup = (
  match: ConditionGroup['match'] = 'all',
  items: ConditionGroup['items'] = [],
): ConditionGroup => ({ kind: 'group', id: newId(), match, items })

/** @returns What is wrong with it, in words; null for a condition that can be written. */
export function conditionProblem({ path, op, value, valueType }: Condition): string | null {
  if (keysOf(path).some((key) => key === '')) return 'Choose the field that it looks at.'
  if (!takesValue(op)) return null
  if (takesNumbers(op) && valueType === 'number') {
    return isNumber(value) ? null : 'Write a number.'
  }
  if (value.includes('"') && value.includes("'")) {
    return 'A text may hold one kind of quotes, not both.'
  }
  if (value === '' && op !== 'is' && op !== 'is_not') return 'Write what it is compared with.'
  if (op === 'one_of' && itemsOf(value).some((item) => item === '')) {
    return 'Write values with a comma between each two of them.'
  }
  return null
}

/** The first problem of each condition that has one. */
export function groupProblems(group: ConditionGroup): { id: number; message: string }[] {
  return group.items.flatMap((item) => {
    if (item.kind === 'group') {
      return item.items.length === 0
        ? [{ id: item.id, message: 'Add a condition to the group, or remove the group.' }]
        : groupProblems(item)
    }
    const message = conditionProblem(item)
    return message === null ? [] : [{ id: item.id, message }]
  })
}

const isNumber = (text: string): boolean => text.trim() !== '' && Number.isFinite(Number(text))

export const itemsOf = (value: string): string[] => value.split(',').map((item) => item.trim())

export function keysOf(path: string): string[] {
  const keys = ['']
  for (let at = 0; at < path.length; at += 1) {
    const char = path.charAt(at)
    const last = keys.length - 1
    if (char === '.') {
      keys.push('')
    } else {
      const literal = char === '\\' && at + 1 < path.length ? path.charAt(++at) : char
      keys[last] = `${keys[last]}${literal}`
    }
  }
  return keys
}

export const pathOf = (keys: readonly string[]): string =>
  keys.map((key) => key.replace(/[\\.]/g, '\\$&')).join('.')
