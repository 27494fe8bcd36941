import { RE2JS } from 're2js'
import type { Steps } from './steps.ts'

/**
 * Patterns are matched as RE2 does, in time that is linear in the text: a backtracking matcher can be kept
 * busy for hours by `(a+)+$`, and even `\s+$` takes it the square of the text's length.
 */

/** Compiled patterns of all plans that this isolate has to do with. */
const MAX_HELD = 1000
/** Of the automaton that is built while matching; beyond it, it is begun anew. */
const MAX_AUTOMATON_BYTES = 128 * 1024

/** A character costs as much as the pattern has instructions at worst; this many are one step. */
const INSTRUCTIONS_PER_STEP = 32

interface Pattern {
  readonly re: RE2JS
  /** Instructions. */
  readonly size: number
}

/** By text; null: it is no pattern of RE2. */
const held = new Map<string, Pattern | null>()

/** Whether the pattern is found anywhere in the value. What is no pattern asserts nothing. */
export function matchesPattern(text: string, value: string, steps: Steps): boolean {
  const pattern = patternOf(text)
  if (pattern === null) return true
  steps.spend(Math.floor((value.length * pattern.size) / INSTRUCTIONS_PER_STEP))
  return pattern.re.test(value)
}

function patternOf(text: string): Pattern | null {
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
