import type { NamingProblem } from './kinds.ts'

export interface NamingHint {
  problem: NamingProblem
  /** In words. */
  message: string
  /** A name that keeps to the convention, or the name it nearly duplicates; empty when none is offered. */
  suggestion: string
}
