/** "Character 12", and the line where there are several. Both count from 1. */
export function placeOf(text: string, at: number): string {
  if (at >= text.trimEnd().length) return 'At the end'
  const before = text.slice(0, at).split('\n')
  const character = (before.at(-1)?.length ?? 0) + 1
  const isOneLine = !text.trimEnd().includes('\n')
  return isOneLine ? `Character ${character}` : `Line ${before.length}, character ${character}`
}

/**
 * The text in three parts, the middle one being what stands at the place: the rest of a word, else one
 * character. At the end of the text it is a space, for there to be something to see.
 */
export function splitAt(
  text: string,
  at: number,
): { before: string; marked: string; after: string } {
  const rest = text.slice(at)
  const word = /^[\w\\.-]+|^./su.exec(rest)?.[0] ?? ''
  return { before: text.slice(0, at), marked: word || '  ', after: rest.slice(word.length) }
}
