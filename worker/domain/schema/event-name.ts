import type { NamingHint } from './naming-hint.ts'
import { isGerund, isPast, pastOf } from './verbs.ts'
import { hasCapital, isSmallWord, titleCase, wordsOf } from './words.ts'

/**
 * Whether an event name is an object and what was done to it, in title case: `Order Completed`. The
 * case can be judged in every language that has one, the verb only where it is a known English one;
 * when in doubt a name is fine. Null: nothing to say.
 */
export function judgeEventName(name: string): NamingHint | null {
  const words = wordsOf(name)
  // Nothing that has upper and lower case.
  if (!/[\p{Lu}\p{Ll}]/u.test(name) || words.length === 0) return null
  const better = improve(words)
  const problem = caseProblem(name, words) ?? verbProblem(words)
  if (problem === null) return null
  return {
    problem: 'not_object_action',
    message: problem,
    suggestion: better === name ? '' : better,
  }
}

function caseProblem(name: string, words: readonly string[]): string | null {
  if (name.trim() !== name || /\s{2}|[\t\n\r]/.test(name)) return 'Has spaces that cannot be seen.'
  if (name.includes('_')) return 'Has underscores where words of an event name have spaces.'
  if (isShouted(words)) return 'Is all in capitals.'
  if (!/\s/.test(name) && words.length > 1 && !isJoined(name)) {
    return 'Has no spaces between its words.'
  }
  const small = words.filter(
    (word, index) =>
      !hasCapital(word) && /^\p{Ll}/u.test(word) && (index === 0 || !isSmallWord(word)),
  )
  return small.length === 0 ? null : 'Has words that do not begin with a capital.'
}

/** `Sign-Up`, `A/B`, `Q&A`: one word of a title, though it has parts. */
const isJoined = (name: string): boolean =>
  name.split(/[-/&.:]/).every((part) => wordsOf(part).length <= 1 && /^[\p{Lu}\p{N}]/u.test(part))

/** A single short word may be an acronym, and a title may hold some. Single letters say nothing. */
const isShouted = (words: readonly string[]): boolean => {
  const letters = words.filter((word) => word.length > 1).join('')
  return letters.length > 5 && hasCapital(letters) && !/\p{Ll}/u.test(letters)
}

function verbProblem(words: readonly string[]): string | null {
  const first = words[0] as string
  const last = words.at(-1) as string
  if (words.some((word, index) => index > 0 && isPast(word))) return null
  if (isPast(first)) {
    return words.slice(1).every(isSmallWord)
      ? null
      : 'Says what was done before what it was done to.'
  }
  if (pastOf(first) !== undefined) {
    return words.length === 1
      ? 'Names an action, but not that it happened.'
      : 'Begins with an action. An event is what it was done to, then what was done.'
  }
  // `Video Content Playing`: what goes on is told while it does.
  if (words.length > 1 && pastOf(last) !== undefined && !isGerund(last)) {
    return 'Ends with an action that is not in the past.'
  }
  return null
}

/** The same words as a name that keeps to the convention; empty when they do not tell it. */
function improve(words: readonly string[]): string {
  const plain = isShouted(words) ? words.map((word) => word.toLowerCase()) : words
  const first = plain[0] as string
  const last = plain.at(-1) as string
  if (plain.some((word, index) => index > 0 && isPast(word))) return titleCase(plain)
  const action = isPast(first) ? first : pastOf(first)
  if (action !== undefined) {
    const rest = plain.slice(1)
    if (rest.every(isSmallWord)) return titleCase([action, ...rest])
    // `Add to Cart` does not say what is added.
    return isSmallWord(rest[0] as string) ? '' : titleCase([...rest, action])
  }
  const past = isGerund(last) ? undefined : pastOf(last)
  return titleCase(past === undefined ? plain : [...plain.slice(0, -1), past])
}
