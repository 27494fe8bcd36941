/**
 * Patterns of `match`: `*` is any run of characters, also none; `?` is one; `[abc]`, `[a-z]` one of a
 * set, `[^…]` one that is not in it; `\x` is x itself. The whole text has to match.
 */
export type Glob = readonly Piece[]

type Piece =
  | { kind: 'run' }
  | { kind: 'any' }
  | { kind: 'char'; code: number }
  | { kind: 'set'; negated: boolean; ranges: readonly (readonly [number, number])[] }

const code = (char: string): number => char.codePointAt(0) ?? 0

/** Null when it is not well formed: such a pattern matches nothing. */
export function parseGlob(pattern: string): Glob | null {
  const chars = [...pattern]
  const pieces: Piece[] = []
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at] as string
    if (char === '*') {
      // A second one adds nothing but work.
      if (pieces.at(-1)?.kind !== 'run') pieces.push({ kind: 'run' })
    } else if (char === '?') {
      pieces.push({ kind: 'any' })
    } else if (char === '[') {
      const set = parseSet(chars, at + 1)
      if (set === null) return null
      pieces.push(set.piece)
      at = set.end
    } else {
      const literal = char === '\\' ? chars[++at] : char
      if (literal === undefined) return null
      pieces.push({ kind: 'char', code: code(literal) })
    }
  }
  return pieces
}

/** @param start Behind the bracket. `end` is the place of the closing one. */
function parseSet(chars: readonly string[], start: number): { piece: Piece; end: number } | null {
  const negated = chars[start] === '^'
  const ranges: [number, number][] = []
  let at = negated ? start + 1 : start
  const take = (): number | null => {
    const char = chars[at] === '\\' ? chars[++at] : chars[at]
    at++
    return char === undefined ? null : code(char)
  }
  while (at < chars.length) {
    if (chars[at] === ']') {
      return ranges.length === 0 ? null : { piece: { kind: 'set', negated, ranges }, end: at }
    }
    const from = take()
    if (from === null) return null
    if (chars[at] !== '-') {
      ranges.push([from, from])
      continue
    }
    at++
    const to = chars[at] === ']' ? null : take()
    if (to === null || to < from) return null
    ranges.push([from, to])
  }
  return null
}

/**
 * Goes back to the last `*` only, which is enough: never more than the product of both lengths.
 * @param spend Told of the work as it is done; it may throw.
 */
export function matchGlob(glob: Glob, text: string, spend: (steps: number) => void): boolean {
  let piece = 0
  let at = 0
  let runPiece = -1
  let runAt = 0
  while (at < text.length) {
    spend(1)
    const wanted = glob[piece]
    const found = text.codePointAt(at) as number
    if (wanted?.kind === 'run') {
      runPiece = piece++
      runAt = at
    } else if (wanted !== undefined && fits(wanted, found, spend)) {
      piece++
      at += width(found)
    } else if (runPiece >= 0) {
      runAt += width(text.codePointAt(runAt) as number)
      at = runAt
      piece = runPiece + 1
    } else {
      return false
    }
  }
  if (glob[piece]?.kind === 'run') piece++
  return piece === glob.length
}

const width = (codePoint: number): number => (codePoint > 0xffff ? 2 : 1)

function fits(
  piece: Exclude<Piece, { kind: 'run' }>,
  found: number,
  spend: (steps: number) => void,
): boolean {
  if (piece.kind === 'any') return true
  if (piece.kind === 'char') return piece.code === found
  spend(piece.ranges.length)
  return piece.ranges.some(([from, to]) => from <= found && found <= to) !== piece.negated
}
