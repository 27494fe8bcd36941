import type { SeenRequest } from '../parity/run-case.ts'

/** Upstream stands still at this time in the parity runs; the service does not. */
const FROZEN_MS = Date.UTC(2024, 0, 2, 3, 4, 10)

/** What only the connection is about, and our own name. */
const OWN_HEADERS = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'cf-worker',
  'connection',
  'content-length',
  'host',
  'sec-fetch-mode',
  'transfer-encoding',
  'user-agent',
])

/** A request as two sides that ran at different times can be compared by. */
export function shownRequest({ url, method, headers, body }: SeenRequest, startedAt: number) {
  const type = new Headers(headers).get('content-type') ?? ''
  const boundary = /boundary=(\S+)/.exec(type)?.[1]
  const same = (text: string) =>
    normal(boundary === undefined ? text : text.replaceAll(boundary, 'boundary'), startedAt)
  const text = same(body)
  return {
    url: normal(new URL(url).href.replaceAll('^', '%5E'), startedAt),
    method,
    headers: Object.fromEntries(
      Object.entries(headers)
        .map(([name, value]) => [name.toLowerCase(), same(String(value))] as const)
        .filter(([name]) => !OWN_HEADERS.has(name) && !name.startsWith('x-headwater'))
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
    body: /^[[{]/.test(text) ? (JSON.parse(text) as unknown) : text,
  }
}

const TIME =
  /\d{4}-\d\d-\d\d[T ]\d\d(?::|%3A)\d\d(?::|%3A)\d\d(?:\.\d+)?(?:Z|(?:\+|%2B)00(?::|%3A)?00)?/g

/** Without times of the run, however they are written, and without ids that are made up at each sending. */
function normal(text: string, startedAt: number): string {
  const isOfRun = (ms: number) =>
    Math.abs(ms - FROZEN_MS) < 1000 || (ms >= startedAt - 1000 && ms <= Date.now() + 1000)
  const blotted = (written: string, ms: number, instead: string) =>
    isOfRun(ms) ? instead : written
  return text
    .replaceAll(TIME, (time) => blotted(time, timeOf(time), '<time>'))
    .replaceAll(/\b\d{13}\b/g, (ms) => blotted(ms, Number(ms), '1'))
    .replaceAll(/\b\d{10}\b/g, (s) => blotted(s, Number(s) * 1000, '1'))
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g, '<uuid>')
}

const timeOf = (time: string): number =>
  Date.parse(
    decodeURIComponent(time)
      .replace(' ', 'T')
      .replace(/(?:Z|\+00:?00)?$/, 'Z'),
  )
