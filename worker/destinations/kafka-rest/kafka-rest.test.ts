import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import {
  attempt,
  bodyText,
  expectExample,
  makeDeliveries,
  type Partner,
} from '../../../test/fakes/destination-attempt.ts'
import type { OutboundRequest } from '../request.ts'
import { kafkaRestExamples } from './examples.ts'
import { kafkaRest } from './index.ts'
import { splitObjects } from './reports.ts'
import { kafkaRestSettingsSchema } from './settings.ts'

const V2 = { url: 'https://proxy.example.com', topic: 'events' }
const V3 = { ...V2, api: 'v3', clusterId: 'lkc-1', username: 'u', password: 'kafka-secret' }

const isV2 = ({ url }: OutboundRequest) => url.includes('/topics/events') && !url.includes('/v3/')

/** Ids of the events of a request, in their order. */
function idsOf(request: OutboundRequest): string[] {
  const text = bodyText(request)
  const values = isV2(request)
    ? JSON.parse(text).records.map(({ value }: { value: string }) =>
        JSON.parse(Buffer.from(value, 'base64').toString()),
      )
    : text.split('\n').map((line) => JSON.parse(line).value.data)
  return values.map(({ messageId }: { messageId: string }) => messageId)
}

/** A proxy that reports each record by its event's id. */
const proxy =
  (codeOf: (messageId: string) => number | null): Partner =>
  (request) => {
    const codes = idsOf(request).map(codeOf)
    if (isV2(request)) {
      return {
        body: JSON.stringify({
          offsets: codes.map((error_code, offset) =>
            error_code === null
              ? { partition: 0, offset, error_code: null, error: null }
              : { partition: null, offset: null, error_code, error: `no: ${error_code}` },
          ),
        }),
      }
    }
    const reports = codes.map((code) =>
      code === null
        ? { error_code: 200, cluster_id: 'lkc-1', topic_name: 'events', offset: 1 }
        : { error_code: code, message: `no: ${code} kafka-secret {"` },
    )
    return { body: reports.map((report) => JSON.stringify(report)).join('') }
  }

const takesAll = proxy(() => null)

describe('Kafka REST', () => {
  it.each(kafkaRestExamples)('is sent $title', (example) =>
    expectExample(kafkaRest, example, takesAll),
  )

  it.each([
    ['version 2', V2, [1, 2]],
    ['version 3', V3, [42201, 42901]],
  ])('retries and fails record by record: %s', async (_, settings, [bad, busy]) => {
    const codes: Record<string, number | undefined> = { m1: bad, m3: busy }
    const { results, requests } = await attempt(
      kafkaRest,
      settings,
      makeDeliveries(5),
      proxy((id) => codes[id] ?? null),
    )
    expect(requests).toHaveLength(1)
    expect(results).toMatchObject([
      { outcome: 'delivered' },
      { outcome: 'failed', code: `KAFKA_${bad}` },
      { outcome: 'delivered' },
      { outcome: 'retry', code: `KAFKA_${busy}` },
      { outcome: 'delivered' },
    ])
    expect(JSON.stringify(results)).not.toContain('kafka-secret')
  })

  it.each([
    [50002, 'failed'],
    [50003, 'retry'],
    [40301, 'failed'],
    [503, 'retry'],
    [404, 'failed'],
  ])('takes a report of %i as %s', async (code, outcome) => {
    for (const settings of [V2, V3]) {
      const { outcomes } = await attempt(
        kafkaRest,
        settings,
        makeDeliveries(1),
        proxy(() => code),
      )
      expect(outcomes).toEqual([outcome])
    }
  })

  it('tries again what the answer does not speak of', async () => {
    const cut = await attempt(kafkaRest, V3, makeDeliveries(3), () => ({
      body: '{"error_code":200}\n{"error_co',
    }))
    expect(cut.results).toMatchObject([
      { outcome: 'delivered' },
      { outcome: 'retry', code: 'UNREADABLE_ANSWER' },
      { outcome: 'retry', code: 'UNREADABLE_ANSWER' },
    ])
    const none = await attempt(kafkaRest, V2, makeDeliveries(1), () => ({ body: 'OK' }))
    expect(none.results).toMatchObject([{ code: 'UNREADABLE_ANSWER' }])
  })

  it('asks for the whole answer, and sends at most 500 records and a megabyte at once', async () => {
    const { requests, outcomes } = await attempt(kafkaRest, V2, makeDeliveries(1200), takesAll)
    expect(requests.map(idsOf).map((ids) => ids.length)).toEqual([500, 500, 200])
    expect(requests.every(({ largeAnswer }) => largeAnswer)).toBe(true)
    expect(new Set(outcomes)).toEqual(new Set(['delivered']))
    const large = makeDeliveries(60, () => ({ text: 'x'.repeat(30_000) }))
    for (const request of (await attempt(kafkaRest, V3, large, takesAll)).requests) {
      expect(bodyText(request).length).toBeLessThanOrEqual(1_000_000)
    }
  })

  it('writes the bytes of the event as they are, with no key where there is none', async () => {
    const [event] = makeDeliveries(1, () => ({ userId: undefined, name: 'Zoë 🚀'.repeat(3000) }))
    if (!event) throw new Error('no event')
    const { requests } = await attempt(kafkaRest, V2, [event], takesAll)
    const [record] = JSON.parse(bodyText(requests[0] ?? {})).records
    expect(Buffer.from(record.value, 'base64').toString()).toBe(event.json)
    expect(record).not.toHaveProperty('key')
  })

  it('reads reports wherever one ends', () => {
    const objects = fc.array(fc.dictionary(fc.string(), fc.jsonValue()))
    const gap = fc.constantFrom('', '\n', ' \r\n')
    fc.assert(
      fc.property(objects, gap, (values, space) => {
        const text = values.map((value) => JSON.stringify(value)).join(space)
        expect(splitObjects(text).map((part) => JSON.stringify(JSON.parse(part)))).toEqual(
          values.map((value) => JSON.stringify(value)),
        )
      }),
    )
  })

  it.each([
    ['no topic', { url: V2.url }],
    ['a topic that is a path', { ...V2, topic: 'a/b' }],
    ['version 3 without a cluster', { ...V2, api: 'v3' }],
    ['a user name that breaks the header', { ...V2, username: 'a:b' }],
    ['a path with empty parts', { ...V2, keyPath: 'a..b' }],
  ])('refuses settings with %s', (_, settings) => {
    expect(v.is(kafkaRestSettingsSchema, settings)).toBe(false)
  })
})
