import type { NamingHint, SchemaEvent, SchemaField } from '../../api/schema.ts'

export type NamingProblem = NamingHint['problem']

export interface NamedItem {
  name: string
  allowed: number
  blocked: number
  lastSeen: string
  off: boolean
  hints: readonly NamingHint[]
}

export interface BrokenName {
  item: NamedItem
  hint: NamingHint
}

export interface NamingReport {
  /** Names that differ in spelling only, the most used one first. */
  duplicates: NamedItem[][]
  /** Names that break a convention, by which; most used first. */
  broken: Record<Exclude<NamingProblem, 'near_duplicate'>, BrokenName[]>
  /** How many names have any hint. */
  total: number
}

export const eventItem = (event: SchemaEvent): NamedItem => event
export const fieldItem = ({ path, ...rest }: SchemaField): NamedItem => ({ name: path, ...rest })

/** What is to be tidied up among names, in the order in which it hurts. */
export function namingReport(items: readonly NamedItem[]): NamingReport {
  const report: NamingReport = {
    duplicates: duplicateGroups(items),
    broken: { dynamic_name: [], not_object_action: [], not_snake_case: [] },
    total: items.filter(({ hints }) => hints.length > 0).length,
  }
  for (const item of [...items].sort(mostUsedFirst)) {
    for (const hint of item.hints) {
      if (hint.problem !== 'near_duplicate') report.broken[hint.problem].push({ item, hint })
    }
  }
  return report
}

/** Each hint names one other; who is linked by any chain of them is one group. */
function duplicateGroups(items: readonly NamedItem[]): NamedItem[][] {
  const names = new Set(items.map(({ name }) => name))
  const parents = new Map<string, string>()
  const rootOf = (name: string): string => {
    const path: string[] = []
    let root = name
    for (let next = parents.get(root); next !== undefined; next = parents.get(root)) {
      path.push(root)
      root = next
    }
    for (const each of path) parents.set(each, root)
    return root
  }
  for (const { name, hints } of items) {
    for (const { problem, suggestion } of hints) {
      if (problem !== 'near_duplicate' || !names.has(suggestion)) continue
      const [one, other] = [rootOf(name), rootOf(suggestion)]
      if (one !== other) parents.set(one, other)
    }
  }
  return [...Map.groupBy(items, ({ name }) => rootOf(name)).values()]
    .filter((group) => group.length > 1)
    .map((group) => group.sort(mostUsedFirst))
    .sort((a, b) => usesOf(b) - usesOf(a))
}

const uses = ({ allowed, blocked }: NamedItem): number => allowed + blocked
const usesOf = (group: readonly NamedItem[]): number =>
  group.reduce((sum, item) => sum + uses(item), 0)
const mostUsedFirst = (a: NamedItem, b: NamedItem): number =>
  uses(b) - uses(a) || (a.name < b.name ? -1 : 1)
