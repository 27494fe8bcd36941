import fc from 'fast-check'
import { parquetReadObjects } from 'hyparquet'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import {
  attempt,
  bodyText,
  EXAMPLE_NOW,
  expectExample,
  makeDeliveries,
  makeDelivery,
  type Partner,
} from '../../../test/fakes/destination-attempt.ts'
import { verifySigV4 } from '../../../test/fakes/sigv4.ts'
import type { DeliveryEvent } from '../destination.ts'
import { RequestError } from '../errors.ts'
import type { OutboundRequest } from '../request.ts'
import { s3Examples } from './examples.ts'
import { s3 } from './index.ts'
import { folderProblem } from './object-name.ts'
import { s3SettingsSchema } from './settings.ts'

const SETTINGS = {
  bucket: 'bucket',
  region: 'eu-central-1',
  accessKeyId: 'AKID',
  secretAccessKey: 's3-secret-key',
}

const idsOf = (request: OutboundRequest): string[] =>
  bodyText(request)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).messageId)

const xml = (status: number, code: string) => ({
  status,
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>s3-secret-key</Message></Error>`,
})

/** A bucket, and what stands in it by address. */
function createBucket(refuse: (count: number) => boolean = () => false) {
  const objects = new Map<string, string[]>()
  let count = 0
  const partner: Partner = (request) => {
    count++
    objects.set(request.url, idsOf(request))
    // Taken, and yet the answer is lost: the hardest case.
    return refuse(count) ? new RequestError('ETIMEDOUT', 'no answer') : {}
  }
  return { objects, partner, ids: () => [...objects.values()].flat().toSorted() }
}

describe('S3', () => {
  it.each(s3Examples)('is sent $title', (example) => expectExample(s3, example))

  it('signs files so that AWS can check them', async () => {
    const events = makeDeliveries(3)
    const { requests } = await attempt(s3, { ...SETTINGS, folder: "a b+(c)!'/{type}" }, events)
    const [request] = requests
    if (!request?.body) throw new Error('nothing was sent')
    const signed = { ...request, body: request.body }
    expect(() => verifySigV4(signed, SETTINGS.secretAccessKey)).not.toThrow()
    expect(request.headers.authorization).toContain('/eu-central-1/s3/aws4_request')
    expect(decodeURIComponent(new URL(request.url).pathname)).toMatch(/^\/a b\+\(c\)!'\/track\//)
  })

  it('writes a file again in its own place, though events come in another order', async () => {
    const { objects, partner, ids } = createBucket((count) => count === 1)
    const events = makeDeliveries(50)
    const first = await attempt(s3, SETTINGS, events, partner)
    expect(first.results[0]).toMatchObject({ outcome: 'retry', code: 'ETIMEDOUT' })
    expect(first.results[0]?.retryAt).toBeGreaterThan(EXAMPLE_NOW)
    expect(new Set(first.results).size).toBe(1)
    const again = events.toReversed().map((event) => {
      return { ...event, attempt: 2, progress: first.results[0]?.progress }
    })
    const second = await attempt(s3, SETTINGS, again, partner)
    expect(new Set(second.outcomes)).toEqual(new Set(['delivered']))
    expect(objects.size).toBe(1)
    expect(ids()).toEqual(events.map(({ messageId }) => messageId).toSorted())
  })

  it('never loses an event, and repeats none that came back with its file', async () => {
    const lost = fc.array(fc.boolean(), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        lost,
        fc.boolean(),
        async (n, lose, mix) => {
          const { partner, ids } = createBucket((count) => lose[count - 1] === true)
          let due: DeliveryEvent[] = makeDeliveries(n)
          let added = 0
          for (let round = 0; due.length > 0; round++) {
            // New events come beside those that are tried again; whether they do must not matter.
            if (mix && round < 3) due.push(makeDelivery({ messageId: `new${added++}` }))
            const { results } = await attempt(s3, SETTINGS, due, partner)
            due = due.flatMap((event, i) => {
              const result = results[i]
              if (result?.outcome === 'delivered') return []
              return { ...event, attempt: event.attempt + 1, progress: result?.progress }
            })
          }
          expect(ids()).toHaveLength(n + added)
          expect(new Set(ids()).size).toBe(n + added)
        },
      ),
    )
  })

  it('does not write over a file with a part of it', async () => {
    const { partner, ids } = createBucket((count) => count === 1)
    const events = makeDeliveries(10)
    const { results } = await attempt(s3, SETTINGS, events, partner)
    const progress = results[0]?.progress
    const again = events.map((event) => ({ ...event, attempt: 2, progress }))
    await attempt(s3, SETTINGS, again.slice(0, 4), partner)
    await attempt(s3, SETTINGS, again.slice(4), partner)
    expect(new Set(ids()).size).toBe(10)
  })

  it.each([
    ['SlowDown', 503, 'retry'],
    ['RequestTimeout', 400, 'retry'],
    ['RequestTimeTooSkewed', 403, 'retry'],
    ['SignatureDoesNotMatch', 403, 'failed'],
    ['NoSuchBucket', 404, 'failed'],
  ])('takes %s with status %i as %s', async (code, status, outcome) => {
    const { results } = await attempt(s3, SETTINGS, makeDeliveries(2), () => xml(status, code))
    expect(results).toMatchObject(Array(2).fill({ outcome, code, status }))
    expect(JSON.stringify(results)).not.toContain('s3-secret-key')
  })

  it('writes Parquet with the same columns for all files', async () => {
    const columns = {
      type: 'track',
      messageId: 'm1',
      userId: 'u1',
      event: 'Order Completed',
      properties: { revenue: 20, items: [1, 2] },
      context: { ip: '203.0.113.7' },
      timestamp: '2026-11-23T16:59:59.000Z',
      receivedAt: '2026-11-23T17:00:00.000Z',
    }
    const event = { ...columns, version: 2 }
    const settings = { ...SETTINGS, format: 'parquet' }
    const other = { type: 'page', messageId: 'm2', anonymousId: 'a1', name: 'Zoë' }
    const { requests } = await attempt(s3, settings, [makeDelivery(event), makeDelivery(other)])
    const body = requests[0]?.body
    if (!(body instanceof Uint8Array)) throw new Error('no file')
    const rows = await parquetReadObjects({ file: body.buffer })
    expect(requests[0]?.url).toMatch(/\.parquet$/)
    expect(rows).toMatchObject([
      {
        ...columns,
        timestamp: new Date(event.timestamp),
        receivedAt: new Date(event.receivedAt),
        sentAt: null,
        traits: null,
        rest: { version: 2 },
      },
      { type: 'page', name: 'Zoë', userId: null, properties: null, rest: null },
    ])
    const [one] = (await attempt(s3, settings, [makeDelivery(other)])).requests
    if (!(one?.body instanceof Uint8Array)) throw new Error('no file')
    const [row = {}] = await parquetReadObjects({ file: one.body.buffer })
    expect(Object.keys(row)).toEqual(Object.keys(rows[0] ?? {}))
  })

  it('goes to the bucket of its region, or below an endpoint', async () => {
    const hostOf = async (more: Record<string, string>) => {
      const { requests } = await attempt(s3, { ...SETTINGS, ...more }, makeDeliveries(1))
      return requests[0]?.url.split('/events/')[0]
    }
    expect(await hostOf({})).toBe('https://bucket.s3.eu-central-1.amazonaws.com')
    expect(await hostOf({ bucket: 'a.b.c' })).toBe('https://s3.eu-central-1.amazonaws.com/a.b.c')
    expect(await hostOf({ region: 'cn-north-1' })).toBe(
      'https://bucket.s3.cn-north-1.amazonaws.com.cn',
    )
    expect(await hostOf({ endpoint: 'https://minio.example.com/', region: 'local' })).toBe(
      'https://minio.example.com/bucket',
    )
  })

  it.each([
    ['', true],
    ['a/{type}/b={hour}', true],
    ['{name}', false],
    ['{date', false],
    ['a//b', false],
    ['../b', false],
    ['a?b', false],
  ])('knows whether "%s" is a folder', (folder, expected) => {
    expect(folderProblem(folder) === null).toBe(expected)
  })

  it.each([
    ['a bucket that is a host', { ...SETTINGS, bucket: 'evil.example/x' }],
    ['a region that is none', { ...SETTINGS, region: 'auto' }],
    ['another format', { ...SETTINGS, format: 'csv' }],
    ['a folder with another placeholder', { ...SETTINGS, folder: '{user}' }],
  ])('refuses settings with %s', (_, settings) => {
    expect(v.is(s3SettingsSchema, settings)).toBe(false)
  })
})
