import type { NamingHint } from './naming-hint.ts'
import { wordsOf } from './words.ts'

export interface Named {
  name: string
  /** How often it was seen: of two ways to write a name the more frequent one is taken for the meant one. */
  seen: number
  /** It keeps to the convention, which weighs more than how often it was seen. */
  fine: boolean
}

/** Names that are the same words in another spelling, or two words the other way round. */
export function findNearDuplicates(names: readonly Named[]): Map<string, NamingHint> {
  const hints = new Map<string, NamingHint>()
  for (const alike of Map.groupBy(names, ({ name }) => sameWords(name)).values()) {
    if (alike.length < 2) continue
    const [meant, ...others] = alike.toSorted(
      (a, b) => Number(b.fine) - Number(a.fine) || b.seen - a.seen || (a.name < b.name ? -1 : 1),
    ) as [Named, ...Named[]]
    for (const { name } of others) hints.set(name, hint(meant.name))
  }
  return hints
}

const hint = (meant: string): NamingHint => ({
  problem: 'near_duplicate',
  message: 'Is nearly the same as another name. Names are told apart by every character.',
  suggestion: meant,
})

function sameWords(name: string): string {
  const words = wordsOf(name).map((word) => word.toLowerCase())
  // A name without words is like no other.
  if (words.length === 0) return `\u0000${name}`
  // Joined, so that `sign_up` is `signup`.
  if (words.length !== 2) return words.join('')
  return words.toSorted().join('')
}
