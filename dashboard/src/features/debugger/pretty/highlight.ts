export type TokenKind = 'text' | 'string' | 'number' | 'word' | 'key' | 'function'
export interface Token {
  kind: TokenKind
  text: string
}

const WORDS = new Set([
  'true',
  'false',
  'null',
  'nil',
  'None',
  'True',
  'False',
  'new',
  'JsonNull',
  'curl',
])

/**
 * Strings (also those of a shell, over several lines), numbers, names. Good enough for the calls that we write
 * ourselves in all their languages, which have no comments and no expressions.
 */
const PIECES =
  /("(?:[^"\\\n]|\\.)*"|'(?:[^'\\]|\\.)*')|((?<![\w.])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?L?\b)|([A-Za-z_$][\w$]*)/gi

export function highlight(code: string): Token[] {
  const tokens: Token[] = []
  const add = (kind: TokenKind, text: string) => {
    const last = tokens.at(-1)
    if (last !== undefined && last.kind === kind && kind === 'text') last.text += text
    else if (text !== '') tokens.push({ kind, text })
  }
  let end = 0
  for (const match of code.matchAll(PIECES)) {
    const [text, string, number] = match
    add('text', code.slice(end, match.index))
    end = match.index + text.length
    const rest = code.slice(end, end + 4)
    if (string !== undefined) add(/^(\]? ?=(?!=)|: ?|\s=>)/.test(rest) ? 'key' : 'string', text)
    else if (number !== undefined) add('number', text)
    else add(kindOfName(text, rest), text)
  }
  add('text', code.slice(end))
  return tokens
}

function kindOfName(name: string, rest: string): TokenKind {
  if (WORDS.has(name)) return 'word'
  if (/^:(?!:)|^ ?=[^=]/.test(rest)) return 'key'
  return /^[({]|^ \{/.test(rest) ? 'function' : 'text'
}
