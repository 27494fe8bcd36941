import type { NamingHint } from './naming-hint.ts'

/** So many names that differ in a number only are one name with a value in it. */
const SAME_BUT_NUMBERS = 5

/** What is never part of a name that somebody chose. */
const VALUES: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/giu, 'an id'],
  [/[\w.+-]+@[\w-]+\.[\w.-]+/gu, 'an e-mail address'],
  [/\bhttps?:\/\/\S+/giu, 'an address'],
  [/\b\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:[T ]\d{2}:\d{2}\S*)?/gu, 'a date'],
  [/\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b/gu, 'a date'],
  [/(?<![\p{L}\p{N}])(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{10,}(?![\p{L}\p{N}])/giu, 'an id'],
  [/\d{5,}/gu, 'a number'],
]

/** A name with a value in it: a new name for every value. Null: nothing to say. */
export function judgeForValues(name: string): NamingHint | null {
  for (const [pattern, what] of VALUES) {
    if (name.search(pattern) < 0) continue
    return {
      problem: 'dynamic_name',
      message: `Seems to have ${what} in it. Send values as properties: every new one makes a name of its own.`,
      suggestion: tidy(name.replaceAll(pattern, ' ')),
    }
  }
  return null
}

/** Finds names that differ in a number only: `Step 1 Viewed`, `Step 2 Viewed` … */
export function judgeForNumbers(names: readonly string[]): Map<string, NamingHint> {
  const byPattern = Map.groupBy(
    names.filter((name) => /\d/.test(name)),
    (name) => name.replaceAll(/\d+/g, '#'),
  )
  const hints = new Map<string, NamingHint>()
  for (const [pattern, alike] of byPattern) {
    if (alike.length < SAME_BUT_NUMBERS) continue
    for (const name of alike) {
      hints.set(name, {
        problem: 'dynamic_name',
        message: `${alike.length} names differ from each other in a number only. Send the number as a property.`,
        suggestion: tidy(pattern.replaceAll('#', ' ')),
      })
    }
  }
  return hints
}

const tidy = (name: string): string =>
  name
    .replaceAll(/([_.:/-])\s+(?=\1|$)/g, ' ')
    .replaceAll(/\s+([_-])\s*|\s*([_-])\s+/g, '$1$2')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/^[\s_:/-]+|[\s_:/#-]+$/g, '')
