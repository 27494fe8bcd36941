import type { FqlError } from './ast.ts'
import { lex } from './lex.ts'

/**
 * The place where `and` and `or` stand beside each other without parentheses; null when they do not.
 * The language says that `and` binds closer, but elsewhere the last of them holds for all: whoever
 * writes such a trigger may mean either.
 */
export function findMixed(text: string): FqlError | null {
  const tokens = lex(text)
  if (!tokens.ok) return null
  const words: (string | null)[] = [null]
  for (const token of tokens.value) {
    if (token.kind === '(' || token.kind === '[') words.push(null)
    else if (token.kind === ')' || token.kind === ']') words.pop()
    else if (token.kind === 'keyword' && (token.word === 'and' || token.word === 'or')) {
      const before = words.at(-1)
      if (before !== null && before !== token.word) {
        return {
          at: token.at,
          message: 'Put parentheses around one of the two: "and" and "or" stand side by side here.',
        }
      }
      words[words.length - 1] = token.word
    }
  }
  return null
}
