import { err, ok, type Result } from '../result.ts'
import { COMPARE_OPS, type CompareOp, type FqlError, KEYWORDS } from './ast.ts'

export type Token = { at: number } & (
  | { kind: 'path'; keys: string[] }
  | { kind: 'keyword'; word: string }
  | { kind: 'string'; value: string }
  | { kind: 'number'; value: number }
  | { kind: 'op'; op: CompareOp }
  | { kind: '(' | ')' | '[' | ']' | ',' | '!' }
  | { kind: 'end' }
)

const SPACE = /[ \t\r\n]/
const KEY_START = /[A-Za-z_\\]/
const KEY_PART = /[A-Za-z0-9_\\-]/
const NUMBER = /[+-]?[0-9]+(?:\.[0-9]+)?/y

interface Read {
  token: Token
  end: number
}

/**
 * The text's tokens, the last of them `end`. No spaces are needed around operators. With `lenient`, `==`
 * is `=`.
 */
export function lex(text: string, lenient = false): Result<Token[], FqlError> {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    if (SPACE.test(text.charAt(at))) {
      at++
      continue
    }
    const read = readToken(text, at, lenient)
    if (!read.ok) return read
    tokens.push(read.value.token)
    at = read.value.end
  }
  tokens.push({ kind: 'end', at })
  return ok(tokens)
}

function readToken(text: string, at: number, lenient: boolean): Result<Read, FqlError> {
  const char = text.charAt(at)
  if (KEY_START.test(char)) return readPath(text, at)
  if (char === '"' || char === "'") return readString(text, at)
  if (/[0-9+-]/.test(char)) return readNumber(text, at)
  if (/[()[\],]/.test(char)) {
    return ok({ token: { kind: char as '(' | ')' | '[' | ']' | ',', at }, end: at + 1 })
  }
  const op = COMPARE_OPS.findLast((known) => text.startsWith(known, at) && isWhole(known, text, at))
  if (op !== undefined) {
    const isDoubled = text.charAt(at + op.length) === '='
    if (isDoubled && op === '=' && lenient)
      return ok({ token: { kind: 'op', op, at }, end: at + 2 })
    const end = at + op.length
    return isDoubled
      ? problem(end, 'Equality is one equals sign: "=".')
      : ok({ token: { kind: 'op', op, at }, end })
  }
  if (char === '!') return readNot(text, at)
  return problem(at, `"${symbolAt(text, at)}" has no meaning here.`)
}

/** `>` is not an operator where `>=` stands. */
const isWhole = (op: CompareOp, text: string, at: number): boolean =>
  (op !== '>' && op !== '<') || text.charAt(at + 1) !== '='

/** It touches what it negates, so that `! =` is no misspelt `!=`. */
function readNot(text: string, at: number): Result<Read, FqlError> {
  const next = text.charAt(at + 1)
  if (next === '!') return problem(at + 1, 'Two "!" undo each other: leave both out.')
  if (next === '' || SPACE.test(next)) {
    return problem(at + 1, 'What "!" negates has to follow it without a space.')
  }
  return ok({ token: { kind: '!', at }, end: at + 1 })
}

/** No escapes: a string ends at the next quote of its kind, and a backslash stays for `match`. */
function readString(text: string, at: number): Result<Read, FqlError> {
  const end = text.indexOf(text.charAt(at), at + 1)
  if (end === -1) return problem(at, 'This text has no closing quote.')
  return ok({ token: { kind: 'string', value: text.slice(at + 1, end), at }, end: end + 1 })
}

function readNumber(text: string, at: number): Result<Read, FqlError> {
  NUMBER.lastIndex = at
  const found = NUMBER.exec(text)?.[0]
  if (found === undefined) return problem(at, 'A sign is followed by the digits of a number.')
  const end = at + found.length
  const next = text.charAt(end)
  if (next === '.') return problem(end, 'A number has digits on both sides of its point.')
  if (KEY_PART.test(next)) {
    return problem(at, 'A name that starts with a digit has a backslash before it: "\\2fa".')
  }
  const value = Number(found)
  if (!Number.isFinite(value)) return problem(at, 'This number is too large.')
  return ok({ token: { kind: 'number', value, at }, end })
}

function readPath(text: string, start: number): Result<Read, FqlError> {
  const keys: string[] = []
  let at = start
  for (;;) {
    const key = readKey(text, at)
    if (!key.ok) return key
    const { name, end } = key.value
    const word = text.slice(at, end)
    const alone = keys.length === 0 && text.charAt(end) !== '.'
    if (KEYWORDS.has(word)) {
      if (alone) return ok({ token: { kind: 'keyword', word, at: start }, end })
      return problem(at, `"${word}" is a word of the language. As a name it is "\\${word}".`)
    }
    keys.push(name)
    if (text.charAt(end) !== '.') return ok({ token: { kind: 'path', keys, at: start }, end })
    at = end + 1
  }
}

function readKey(text: string, start: number): Result<{ name: string; end: number }, FqlError> {
  const first = text.charAt(start)
  if (!KEY_START.test(first)) {
    const needsEscape = first !== '' && !SPACE.test(first)
    return problem(
      start,
      needsEscape
        ? `In a name, "${symbolAt(text, start)}" has a backslash before it here.`
        : 'A name is missing after the dot.',
    )
  }
  let name = ''
  let at = start
  while (at < text.length && KEY_PART.test(text.charAt(at))) {
    if (text.charAt(at) === '\\') at++
    if (at >= text.length) return problem(at, 'A backslash escapes the character after it.')
    const symbol = symbolAt(text, at)
    name += symbol
    at += symbol.length
  }
  return ok({ name, end: at })
}

/** A whole character, where it takes two units too. */
const symbolAt = (text: string, at: number): string =>
  String.fromCodePoint(text.codePointAt(at) ?? 0)

const problem = (at: number, message: string): Result<never, FqlError> => err({ at, message })
