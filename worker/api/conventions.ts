import { ok, type Result } from '../domain/result.ts'
import type { Pagination } from './contract/envelope.ts'
import { type ApiError, fail } from './errors.ts'

const DEFAULT_COUNT = 10
const MAX_COUNT = 1000

type Failure = [ApiError, ...ApiError[]]

export interface Window {
  offset: number
  count: number
}

/** `pagination[count]` and `pagination[cursor]`; a count over the maximum means the maximum. */
export function parseWindow(query: URLSearchParams): Result<Window, Failure> {
  const count = parseCount(query)
  if (!count.ok) return count
  const cursor = paginationParameter(query, 'cursor')
  if (cursor === null) return ok({ offset: 0, count: count.value })
  const text = decodeCursor(cursor)
  if (text === null || !/^\d{1,9}$/.test(text)) return invalidCursor()
  return ok({ offset: Number(text), count: count.value })
}

/** The same for lists whose cursors come from elsewhere; null is the first page. */
export function parseCursorWindow(
  query: URLSearchParams,
): Result<{ cursor: string | null; count: number }, Failure> {
  const count = parseCount(query)
  if (!count.ok) return count
  const cursor = paginationParameter(query, 'cursor')
  if (cursor === null) return ok({ cursor: null, count: count.value })
  const text = decodeCursor(cursor)
  return text === null ? invalidCursor() : ok({ cursor: text, count: count.value })
}

export function pagination(window: Window, total: number): Pagination {
  const { offset, count } = window
  return {
    current: encodeCursor(String(offset)),
    ...(offset + count < total && { next: encodeCursor(String(offset + count)) }),
    ...(offset > 0 && { previous: encodeCursor(String(Math.max(0, offset - count))) }),
    totalEntries: total,
  }
}

/** A window of a list that is at hand as a whole. */
export const windowOf = <T>(items: readonly T[], { offset, count }: Window): T[] =>
  items.slice(offset, offset + count)

/** Base64 of what the list needs to go on. */
export const encodeCursor = (text: string): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(text)))

export function decodeCursor(cursor: string): string | null {
  if (cursor.length > 1000) return null
  try {
    // Where a client did not percent-encode a plus, it arrives as a space.
    const bytes = Uint8Array.from(atob(cursor.replaceAll(' ', '+')), (char) => char.charCodeAt(0))
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch {
    return null
  }
}

function parseCount(query: URLSearchParams): Result<number, Failure> {
  const text = paginationParameter(query, 'count')
  if (text === null) return ok(DEFAULT_COUNT)
  if (!/^\d{1,9}$/.test(text) || Number(text) < 1) {
    return fail('bad-request', `A whole number from 1 to ${MAX_COUNT}.`, 'pagination[count]')
  }
  return ok(Math.min(Number(text), MAX_COUNT))
}

const invalidCursor = () =>
  fail('bad-request', 'Not a cursor that this list has given out.', 'pagination[cursor]')

/** Bracketed, as client libraries send it, or dotted, as the upstream documentation writes it. */
const paginationParameter = (query: URLSearchParams, name: 'count' | 'cursor'): string | null =>
  query.get(`pagination[${name}]`) ?? query.get(`pagination.${name}`)

/** @param what One of them, for people: "address". */
export function requireQueryList(
  query: URLSearchParams,
  name: string,
  what: string,
): Result<string[], Failure> {
  const items = queryList(query, name)
  return items.length === 0 ? fail('bad-request', `Name at least one ${what}.`, name) : ok(items)
}

/** The same for addresses, as accounts and invitations keep them. */
export function requireEmails(query: URLSearchParams): Result<string[], Failure> {
  const emails = requireQueryList(query, 'emails', 'address')
  return emails.ok ? ok(emails.value.map((email) => email.toLowerCase())) : emails
}

/**
 * A list in the query, in any of the ways that clients write one: `ids[0]=a&ids[1]=b`, `ids[]=a&ids[]=b`,
 * `ids=a&ids=b` or `ids=a,b`.
 */
export function queryList(query: URLSearchParams, name: string): string[] {
  const found: string[] = []
  for (const [key, value] of query) {
    if (key === name) found.push(...value.split(','))
    else if (key.startsWith(`${name}[`) && /^\[\d*\]$/.test(key.slice(name.length)))
      found.push(value)
  }
  return [...new Set(found.map((item) => item.trim()).filter((item) => item !== ''))]
}

/** A list of objects in the query, as client libraries write one: `rules[0][type]=TRACK&rules[0][version]=1`. */
export function queryObjects(query: URLSearchParams, name: string): Record<string, string>[] {
  const found = new Map<number, Record<string, string>>()
  for (const [key, value] of query) {
    const [, list, at, field] = /^(\w+)[[.](\d{1,4})\]?[[.](\w+)\]?$/.exec(key) ?? []
    if (list !== name || field === undefined) continue
    const index = Number(at)
    found.set(index, { ...found.get(index), [field]: value })
  }
  return [...found].sort(([a], [b]) => a - b).map(([, object]) => object)
}
