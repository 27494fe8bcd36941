import { describe, expect, it } from 'vitest'
import type { ValueKind } from './mapped-value.ts'
import { MODES, modesFor, toMode } from './modes.ts'
import { readValue } from './read-value.ts'
import { writeValue } from './write-value.ts'

const TEXT = { type: 'string', multiple: false } as const
const change = (value: unknown, kind: ValueKind, wanted: Parameters<typeof toMode>[2] = TEXT) =>
  writeValue(toMode(kind, readValue(value), wanted))

describe('another mode keeps what it can', () => {
  it.each([
    [{ '@path': '$.a' }, 'template', '{{a}}', { '@template': '{{a}}' }],
    [{ '@template': '{{ a.b }}' }, 'path', '', { '@path': '$.a.b' }],
    [{ '@path': '$.a' }, 'case', '', { '@case': { operator: 'lower', value: { '@path': '$.a' } } }],
    [{ '@case': { operator: 'upper', value: { '@path': '$.a' } } }, 'path', '', { '@path': '$.a' }],
    ['fixed', 'template', '', { '@template': 'fixed' }],
    ['fixed', 'null', '', null],
    ['fixed', 'unset', '', undefined],
    [{ '@arrayPath': ['$.list', { a: 1 }] }, 'path', '', { '@path': '$.list' }],
  ] as const)('%j as %s', (value, kind, _as, expected) => {
    expect(change(value, kind)).toEqual(expected)
  })

  it('a coalesce begins with the field that was there', () => {
    expect(change({ '@path': '$.userId' }, 'coalesce')).toEqual(
      JSON.parse(
        '{"@if":{"exists":{"@path":"$.userId"},"then":{"@path":"$.userId"},"else":{"@path":""}}}',
      ),
    )
  })

  it('a fixed value begins with the first choice, or what fits its type', () => {
    const choices = [{ value: 'usd', label: 'USD' }]
    expect(change(undefined, 'static', { ...TEXT, choices })).toBe('usd')
    expect(change(undefined, 'static', { type: 'boolean', multiple: false })).toBe(true)
    expect(change(undefined, 'static')).toBe('')
  })

  it('the list of an array comes from the path, its shape from the object', () => {
    const many = { type: 'object', multiple: true } as const
    expect(change({ '@path': '$.list' }, 'array', many)).toEqual({ '@arrayPath': ['$.list', {}] })
    expect(change({ a: 1 }, 'array', many)).toEqual({ '@arrayPath': ['', { a: 1 }] })
  })
})

it('every mode can be reached from every other', () => {
  for (const kind of Object.keys(MODES) as ValueKind[]) {
    const value = toMode(kind, readValue({ '@path': '$.a' }), TEXT)
    for (const next of Object.keys(MODES) as ValueKind[]) {
      expect(toMode(next, value, TEXT).kind).toBe(next)
    }
  }
})

it('modes are offered for what fits the field, and for what it is now', () => {
  expect(modesFor(TEXT, 'path')).not.toContain('object')
  expect(modesFor(TEXT, 'object')).toContain('object')
  expect(modesFor({ type: 'object', multiple: true }, 'path')).toContain('array')
  expect(modesFor({ type: 'object', multiple: false }, 'path')).not.toContain('static')
})
