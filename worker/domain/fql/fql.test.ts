import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { COMPARE_OPS, type FqlNode, FUNCTIONS, type FunctionName } from './ast.ts'
import { evaluateFql } from './evaluate.ts'
import { matchGlob, parseGlob } from './glob.ts'
import { MAX_FQL_BYTES, parseFql } from './parse.ts'
import { printFql } from './print.ts'

const parsed = (text: string): FqlNode => {
  const result = parseFql(text)
  if (!result.ok) throw new Error(`${text}: ${result.error.message} (at ${result.error.at})`)
  return result.value
}
const ask = (text: string, event: Record<string, unknown> = {}) => evaluateFql(parsed(text), event)

describe('a filter asked of an event', () => {
  it.each<[string, Record<string, unknown>, boolean]>([
    ['length( userId ) < 1', {}, true],
    ['length( userId ) < 1', { userId: null }, true],
    ['length( userId ) < 1', { userId: '' }, true],
    ["!contains( traits.email, '@x' )", {}, true],
    ["properties.n = '5'", { properties: { n: 5 } }, false],
    ['properties.n != 5', {}, true],
    ['properties.a = null', {}, true],
    ["'dark-mode' in properties.features", { properties: { features: ['x', 'dark-mode'] } }, true],
    ["match( context.library.version, '1.*' )", { context: { library: { version: '1.0' } } }, true],
    ["context.path.path = '/login'", { context: {} }, false],
    [
      "type in ['track','identify'] and properties.enabled",
      { type: 'track', properties: { enabled: 'true' } },
      false,
    ],
    ['all', {}, true],
    ['  all\n', {}, true],
    [
      "properties.product\\ 1.price = '19.99'",
      { properties: { 'product 1': { price: '19.99' } } },
      true,
    ],
    // Names.
    ["properties.a\\.b = 'x'", { properties: { 'a.b': 'x' } }, true],
    ['properties.\\or = 1', { properties: { or: 1 } }, true],
    ['properties.\\2fa', { properties: { '2fa': true } }, true],
    ['properties.\\é = 1', { properties: { é: 1 } }, true],
    ['properties.\\😀 = 1', { properties: { '😀': 1 } }, true],
    ['\\all', { all: true }, true],
    ['all = 1', { all: 1 }, true],
    ['constructor = null and properties.toString = null', { properties: {} }, true],
    ["received_at >= '2026-01-01'", { receivedAt: '2026-02-01T00:00:00.000Z' }, true],
    ["received_at = 'own'", { received_at: 'own', receivedAt: 'other' }, true],
    ['properties.received_at = null', { properties: { receivedAt: 'x' } }, true],
    // Without spaces, and with all kinds of them.
    ['properties.n=5', { properties: { n: 5 } }, true],
    ['properties.n>-5.5', { properties: { n: -5 } }, true],
    ['properties.n\r\n>=\t+5', { properties: { n: 5 } }, true],
    ['properties.n!=5', { properties: { n: 5 } }, false],
    // Equality is typed, order is within a type.
    ['properties.b != true', { properties: { b: true } }, false],
    ['properties.b = 1', { properties: { b: true } }, false],
    ['properties.l = [1, 2]', { properties: { l: [1, 2] } }, true],
    ['properties.l = [1, 2, 3]', { properties: { l: [1, 2] } }, false],
    ['properties.o = properties.o', { properties: { o: {} } }, false],
    ["properties.n > '4'", { properties: { n: 5 } }, false],
    ['properties.a < 1', {}, false],
    ['properties.a >= null', {}, false],
    ["'B' < 'a'", {}, true],
    // Conditions.
    ['true or false and false', {}, true],
    ['(true or false) and false', {}, false],
    ['!(true and false)', {}, true],
    ['!null', {}, true],
    ['!properties.on', { properties: { on: true } }, false],
    ['null or null', {}, false],
    ["'text'", {}, false],
    // Lists.
    ['5 in []', {}, false],
    ['5 in properties.missing', {}, false],
    ['null in [null]', {}, true],
    ["userId in ['a', 'b']", { userId: 'b' }, true],
    ['properties.l in [[1]]', { properties: { l: [1] } }, false],
    ["'a' in 'abc'", {}, false],
    // Functions.
    ["contains(event, '')", { event: 'E' }, true],
    ["contains(event, 'e')", { event: 'E' }, false],
    ["contains(properties.l, 'a')", { properties: { l: ['a'] } }, false],
    ["length('ア') = 3", {}, true],
    ["length('\u{1F600}') = 4", {}, true],
    ['length(properties.l) = 2', { properties: { l: [1, 2] } }, true],
    ['length(properties) = null', { properties: {} }, true],
    ["lowercase(event) = 'ab c'", { event: 'Ab C' }, true],
    ["uppercase(event) = 'AB C'", { event: 'Ab C' }, true],
    ["snakecase('Test string') = 'Test_string'", {}, true],
    ["kebabcase('Test string') = 'Test-string'", {}, true],
    ["titlecase('test string') = 'Test String'", {}, true],
    ['lowercase(5) = null', {}, true],
    ["typeof(properties) = 'object'", { properties: {} }, true],
    ["typeof(properties.l) = 'list' and typeof(true) = 'bool'", { properties: { l: [] } }, true],
    ["typeof(missing) = 'null' and typeof(1) = 'number'", {}, true],
    ["bool('') or bool(0) or bool([]) or bool(null)", {}, false],
    ["bool('x') and bool(2) and bool([0])", {}, true],
    ['string(properties.l) = \'[1,"a"]\'', { properties: { l: [1, 'a'] } }, true],
    ["string(5) = '5' and string(null) = null", {}, true],
    ["number('19.99') = 19.99 and number('x') = null and number('') = null", {}, true],
  ])('%s', (text, event, expected) => {
    expect(ask(text, event)).toBe(expected)
  })

  it.each<[string, string, boolean]>([
    ['a*', 'abc', true],
    ['a*', 'xabc', false],
    ['*', '', true],
    ['', '', true],
    ['', 'a', false],
    ['?', '😀', true],
    ['a?c', 'a/c', true],
    ['*/login', '/a/b/login', true],
    ['*a*b*', 'xxaxxbxx', true],
    ['[a-c]x', 'bx', true],
    ['[^a-c]x', 'bx', false],
    ['[^a-c]x', 'dx', true],
    ['[!b]', 'b', true],
    ['[!b]', '!', true],
    ['[\\]]', ']', true],
    ['a\\*', 'a*', true],
    ['a\\*', 'ab', false],
    ['[a', 'a', false],
    ['[]', '', false],
    ['[c-a]', 'b', false],
    ['a\\', 'a', false],
    ['A', 'a', false],
  ])('match %s of "%s"', (pattern, text, expected) => {
    expect(ask(`match(event, '${pattern}')`, { event: text })).toBe(expected)
  })

  it('gives up on what was made to be slow', () => {
    const event = { event: 'a'.repeat(30_000) }
    const pattern = `*${'a'.repeat(500)}b`
    expect(ask(`match(event, '${pattern}')`, event)).toBe('too_expensive')
    const lists = Array(80).fill("'x' in properties.l").join(' or ')
    expect(ask(lists, { properties: { l: Array(8_000).fill(0) } })).toBe('too_expensive')
  })
})

describe('a text that is no filter', () => {
  it.each<[string, number, RegExp]>([
    ['', 0, /empty/],
    ['properties.n == 5', 14, /one equals sign/],
    ['! x', 1, /without a space/],
    ['!!x', 1, /undo each other/],
    ["event = 'x", 8, /closing quote/],
    ['(a = 1', 6, /closing "\)"/],
    ['a in [1, 2', 10, /closing "\]"/],
    ['a = 1 b', 6, /"b" does not belong/],
    ['a =', 3, /missing before the end/],
    ['a and', 5, /missing before the end/],
    ['and a', 0, /missing before "and"/],
    ['a = 1 = 1', 6, /"=" does not belong/],
    ['properties.or = 1', 11, /word of the language/],
    ['properties.2fa', 11, /backslash/],
    ['properties. = 1', 11, /missing after the dot/],
    ['properties.$', 11, /backslash/],
    ['2fa = 1', 0, /starts with a digit/],
    ['n = 1.', 5, /both sides/],
    ['n = -', 4, /sign/],
    ['a & b', 2, /"&"/],
    ["nope(event, 'a')", 0, /no function "nope"/],
    ["toString('a')", 0, /no function "toString"/],
    ['contains(event)', 0, /two values/],
    ['length()', 0, /one value/],
    ['a\\', 2, /escapes/],
    [`n = ${'9'.repeat(400)}`, 4, /too large/],
    [`${'('.repeat(40)}a${')'.repeat(40)}`, 32, /32 deep/],
    [`event = '${'x'.repeat(MAX_FQL_BYTES)}'`, 0, /5120 bytes/],
  ])('%.40s at %d', (text, at, message) => {
    const result = parseFql(text)
    expect(result).toEqual({ ok: false, error: { at, message: expect.stringMatching(message) } })
  })
})

const key = fc.oneof(
  fc.constantFrom('properties', 'event', 'or', 'in', 'a b', 'a.b', '2fa', '$', 'é', '😀', 'all'),
  fc.string({ minLength: 1, maxLength: 6, unit: 'grapheme' }),
)
const literal = fc.oneof(
  fc.string({ maxLength: 6 }).filter((text) => !(text.includes("'") && text.includes('"'))),
  fc.integer(),
  fc.constantFrom(0.5, -19.99, 1e21, 1e-9),
  fc.constantFrom(true, false, null),
)
const { node } = fc.letrec<{ node: FqlNode; leaf: FqlNode; items: FqlNode[] }>((tie) => ({
  leaf: fc.oneof(
    literal.map((value): FqlNode => ({ kind: 'literal', value })),
    fc.array(key, { minLength: 1, maxLength: 3 }).map((keys): FqlNode => ({ kind: 'path', keys })),
  ),
  items: fc.array(tie('node'), { minLength: 2, maxLength: 3 }),
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    tie('leaf'),
    fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), items: tie('items') }),
    fc.record({
      kind: fc.constant('list' as const),
      items: fc.array(tie('node'), { maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('not' as const), of: tie('node') }),
    fc.record({
      kind: fc.constant('compare' as const),
      op: fc.constantFrom(...COMPARE_OPS),
      left: tie('node'),
      right: tie('node'),
    }),
    fc.record({ kind: fc.constant('in' as const), left: tie('node'), right: tie('node') }),
    fc
      .tuple(
        fc.constantFrom(...(Object.keys(FUNCTIONS) as FunctionName[])),
        tie('node'),
        tie('node'),
      )
      .map(([name, a, b]): FqlNode => {
        return { kind: 'call', name, args: FUNCTIONS[name] === 1 ? [a] : [a, b] }
      }),
  ) as fc.Arbitrary<FqlNode>,
}))
const event = fc.dictionary(
  fc.constantFrom('properties', 'event', 'a b', 'all', '__proto__'),
  fc.jsonValue({ maxDepth: 3 }),
)

describe('the language', () => {
  it('reads back what it prints', () => {
    fc.assert(
      fc.property(node, (tree) => {
        const text = printFql(tree)
        fc.pre(new TextEncoder().encode(text).length <= MAX_FQL_BYTES)
        expect(parsed(text)).toEqual(tree)
      }),
      { numRuns: 500 },
    )
  })

  it('reads any text without throwing, and says where it is wrong', () => {
    const word = fc.constantFrom(
      "'",
      '"',
      '(',
      ')',
      '[',
      '!',
      '=',
      '\\',
      'a',
      '.',
      ' ',
      'in',
      '1',
      '-',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word).map((parts) => parts.join('')),
        ),
        (text) => {
          const result = parseFql(text)
          if (result.ok) return
          expect(result.error.at).toBeGreaterThanOrEqual(0)
          expect(result.error.at).toBeLessThanOrEqual(text.length)
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('answers for any event, the same each time', () => {
    fc.assert(
      fc.property(node, event, (tree, data) => {
        const before = JSON.stringify(data)
        const answer = evaluateFql(tree, data)
        expect([true, false, 'too_expensive']).toContain(answer)
        expect(evaluateFql(tree, data)).toBe(answer)
        expect(JSON.stringify(data)).toBe(before)
      }),
      { numRuns: 500 },
    )
  })

  it('negates as logic does', () => {
    fc.assert(
      fc.property(node, node, event, (a, b, data) => {
        const not = (of: FqlNode): FqlNode => ({ kind: 'not', of })
        const both: FqlNode = { kind: 'and', items: [a, b] }
        const either: FqlNode = { kind: 'or', items: [a, b] }
        const say = (tree: FqlNode) => evaluateFql(tree, data)
        expect(say(not(both))).toBe(say({ kind: 'or', items: [not(a), not(b)] }))
        expect(say(not(either))).toBe(say({ kind: 'and', items: [not(a), not(b)] }))
        expect(say(not(not(a)))).toBe(say(a))
        const [is, isNot] = (['=', '!='] as const).map((op) =>
          say({ kind: 'compare', op, left: a, right: b }),
        )
        expect(is).not.toBe(isNot)
      }),
    )
  })

  it('matches patterns as a regular expression of the same meaning does', () => {
    const piece = fc.constantFrom('a', 'b', '*', '?', '[ab]', '[^a]', '\\*')
    const toRegExp = (pieces: string[]) =>
      new RegExp(`^${pieces.map((p) => ({ '*': '[^]*', '?': '[^]' })[p] ?? p).join('')}$`, 'u')
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 8 }),
        fc.array(fc.constantFrom('a', 'b', '*', '😀'), { maxLength: 8 }),
        (pieces, chars) => {
          const glob = parseGlob(pieces.join(''))
          const text = chars.join('')
          expect(glob !== null && matchGlob(glob, text, () => {})).toBe(toRegExp(pieces).test(text))
        },
      ),
      { numRuns: 1000 },
    )
  })
})

describe('the lenient reading of triggers that others wrote', () => {
  const lenient = (text: string) => {
    const parsed = parseFql(text, { lenient: true })
    return parsed.ok ? printFql(parsed.value) : parsed.error.message
  }

  it('takes capitals, doubled signs, commas and bare words, and writes them in the language', () => {
    expect(lenient('type = "track" AND event == "A" OR type=page')).toBe(
      "(type = 'track' and event = 'A') or type = 'page'",
    )
    expect(lenient('type = track, event != "B"')).toBe("type = 'track' and event != 'B'")
  })

  it('leaves names with dots and lists as they are', () => {
    expect(lenient('properties.a = properties.b')).toBe('properties.a = properties.b')
    expect(lenient('event in ["A", "B"]')).toBe("event in ['A', 'B']")
  })

  it('is not what filters are read with', () => {
    for (const text of ['type = "track" AND event = "A"', 'type == "track"']) {
      expect(parseFql(text).ok).toBe(false)
    }
  })
})
