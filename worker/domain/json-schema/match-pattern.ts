import { RE2JS } from 're2js'

/**
 * Patterns are matched as RE2 does, in time that is linear in the text: a backtracking matcher can be kept
 * busy for hours by `(a+)+$`, and even `\s+$` takes it the square of the text's length.
 */

/** Compiled patterns of all plans that this isolate has to do with. */
const MAX_HELD = 1000
/** Of the automaton that is built while matching; beyond it, it is begun anew. */
const MAX_AUTOMATON_BYTES = 128 * 1024

export interface Pattern {
  readonly re: RE2JS
  /** Instructions: what a character costs at most. */
  readonly size: number
}

const held = new Map<string, Pattern | null>()

/** Null for a text that is no pattern of RE2. */
export function patternOf(text: string): Pattern | null {
  let found = held.get(text)
  if (found === undefined) {
    found = compile(text)
    const [oldest] = held.keys()
    if (held.size >= MAX_HELD && oldest !== undefined) held.delete(oldest)
  } else {
    held.delete(text)
  }
  held.set(text, found)
  return found
}

/** What is no pattern asserts nothing. */
export const matchesPattern = (text: string, value: string): boolean =>
  patternOf(text)?.re.test(value) ?? true

function compile(text: string): Pattern | null {
  try {
    const re = compilePattern(text)
    return { re, size: re.programSize() }
  } catch {
    return null
  }
}

/** @throws Error that says in words what is wrong with the text. */
export function compilePattern(text: string): RE2JS {
  const re = RE2JS.compile(text)
  const { dfa } = re.re2()
  dfa.stateBudget = MAX_AUTOMATON_BYTES
  dfa.memBudget = MAX_AUTOMATON_BYTES
  return re
}
