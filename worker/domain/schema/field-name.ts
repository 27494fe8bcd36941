import type { SchemaKind } from './kinds.ts'
import type { NamingHint } from './naming-hint.ts'
import { snakeCase } from './words.ts'

/** Traits that the upstream specification itself writes in camel case. */
const SPECIFIED: Partial<Record<SchemaKind, ReadonlySet<string>>> = {
  identify: new Set(['createdAt', 'firstName', 'lastName', 'postalCode']),
  group: new Set(['createdAt', 'postalCode']),
}

const SNAKE = /^[\p{Ll}\p{Lo}\p{Lm}\p{M}\p{N}_]+$/u

/** Whether the key of a property or trait is in snake case. Null: nothing to say. */
export function judgeFieldName(key: string, kind: SchemaKind): NamingHint | null {
  // Items of lists have no name, and vendors mark their own with a dollar sign.
  if (key.startsWith('$') || SNAKE.test(key) || SPECIFIED[kind]?.has(key) === true) return null
  const suggestion = snakeCase(key)
  if (suggestion === '' || suggestion === key) return null
  return {
    problem: 'not_snake_case',
    message: 'Is not in snake case: small letters, and underscores between the words.',
    suggestion,
  }
}
