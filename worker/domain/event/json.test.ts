import { describe, expect, it } from 'vitest'
import { nestsDeeperThan, parseJson } from './json.ts'

const parse = (text: string): unknown => {
  const result = parseJson(text)
  return result.ok ? result.value : 'refused'
}

describe('parseJson', () => {
  it('says what is wrong with text that is not JSON', () => {
    for (const text of ['', '{', '{"a":}', 'undefined', '{"a":1}}', "{'a':1}", '\u0000']) {
      expect(parse(text)).toBe('refused')
    }
  })

  it('leaves out __proto__ at any depth, also when it is written with escapes', () => {
    const text =
      '{"__proto__":{"a":1},"b":[{"\\u005f_proto__":1,"c":{"_\\u005Fproto\\u005f_":2,"d":3}}]}'
    expect(JSON.stringify(parse(text))).toBe('{"b":[{"c":{"d":3}}]}')
    expect(JSON.stringify(parse('{"\\u005F\\u005F\\u0070roto__":1}'))).toBe('{}')
  })

  it('keeps keys that merely look like it', () => {
    expect(parse('{"constructor":"Ferrari","proto":1}')).toEqual({
      constructor: 'Ferrari',
      proto: 1,
    })
  })

  it('keeps every digit of an id that is too long for a number', () => {
    expect(parse('{"userId":12345678901234567890}')).toHaveProperty(
      'userId',
      '12345678901234567890',
    )
    const batch = parse('{"batch":[{"userId":1,"groupId":9007199254740993}]}')
    expect(batch).toEqual({ batch: [{ userId: 1, groupId: '9007199254740993' }] })
  })

  it('leaves other numbers and other ids alone', () => {
    expect(parse('{"userId":7,"properties":{"n":12345678901234567890}}')).toEqual({
      userId: 7,
      properties: { n: Number('12345678901234567890') },
    })
    expect(parse('{"userId":1e30}')).toHaveProperty('userId', 1e30)
  })

  it('reads nesting of any depth', () => {
    const depth = 200_000
    const text = `${'['.repeat(depth)}${']'.repeat(depth)}`
    expect(parseJson(text).ok).toBe(true)
    expect(parseJson(`{"__proto__":1,"a":${text}}`).ok).toBe(true)
  })
})

describe('nestsDeeperThan', () => {
  const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels))
  const asks = (levels: number, value: unknown) =>
    nestsDeeperThan(levels, value, JSON.stringify(value))

  it('counts the levels of objects and arrays', () => {
    expect(asks(3, nested(3))).toBe(false)
    expect(asks(3, nested(4))).toBe(true)
    expect(asks(3, { a: { b: [nested(1)] } })).toBe(true)
    expect(asks(1, 'text')).toBe(false)
  })

  it('is not misled by width, nor by brackets in text', () => {
    expect(asks(3, [[], [], [], [], [[]]])).toBe(false)
    expect(asks(3, { a: '{{{{{{{{[[[[[[[[' })).toBe(false)
  })
})
