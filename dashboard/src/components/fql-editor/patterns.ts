import { parseGlob } from '../../../../worker/domain/fql/glob.ts'

/** Whether a pattern is well formed; one that is not matches nothing. */
export const isWellFormed = (pattern: string): boolean => parseGlob(pattern) !== null

/** A text as the pattern that matches it and nothing else. */
export const toPattern = (text: string): string => text.replaceAll(/[\\*?[\]]/g, '\\$&')

/** The text that a pattern such as `text*` asks for at the start; null for other patterns. */
export function startOf(pattern: string): string | null {
  if (!pattern.endsWith('*')) return null
  return plain(pattern.slice(0, -1))
}

/** The same for `*text`. */
export const endOf = (pattern: string): string | null =>
  pattern.startsWith('*') ? plain(pattern.slice(1)) : null

/** Null when something in it stands for more than itself, or when nothing is left. */
function plain(pattern: string): string | null {
  const pieces = parseGlob(pattern)
  if (pieces === null || pieces.length === 0) return null
  const text = pieces.map((piece) =>
    piece.kind === 'char' ? String.fromCodePoint(piece.code) : null,
  )
  if (text.includes(null)) return null
  const found = text.join('')
  // Only spellings that are made here: what is written otherwise stays a pattern as it was written.
  return toPattern(found) === pattern ? found : null
}
