import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import {
  attempt,
  bodyText,
  expectExample,
  makeDeliveries,
  makeDelivery,
} from '../../../test/fakes/destination-attempt.ts'
import { RequestError } from '../errors.ts'
import type { OutboundRequest } from '../request.ts'
import { httpRelayExamples } from './examples.ts'
import { httpRelay } from './index.ts'
import { httpRelaySettingsSchema } from './settings.ts'

const SETTINGS = { writeKey: 'secret-write-key', host: 'https://collect.example.com' }

const idsOf = (request: OutboundRequest): string[] =>
  JSON.parse(bodyText(request)).batch.map(({ messageId }: { messageId: string }) => messageId)

describe('the HTTP relay', () => {
  it.each(httpRelayExamples)('sends $title', (example) => expectExample(httpRelay, example))

  it('keeps a batch within 2,500 events and 500 KB, and its requests apart by their hops', async () => {
    const many = [...makeDeliveries(2600), makeDelivery({ messageId: 'far' }, { hops: 1 })]
    const first = await attempt(httpRelay, SETTINGS, many)
    expect(first.requests.map((request) => [idsOf(request).length, request.hops])).toEqual([
      [2500, 0],
      [100, 0],
      [1, 1],
    ])
    const large = makeDeliveries(100, () => ({ properties: { text: 'ü'.repeat(5000) } }))
    const second = await attempt(httpRelay, SETTINGS, large)
    expect(second.requests.flatMap(idsOf)).toHaveLength(100)
    for (const request of second.requests) {
      expect(Buffer.byteLength(bodyText(request))).toBeLessThan(500_000)
    }
  })

  it('sends an event that may be too large alone', async () => {
    const events = makeDeliveries(3, (n) => ({ text: n === 1 ? 'x'.repeat(33_000) : '' }))
    const { requests } = await attempt(httpRelay, SETTINGS, events)
    expect(requests.map(idsOf).toSorted()).toEqual([['m0', 'm2'], ['m1']])
  })

  it('finds the event that a batch is refused for, and delivers the others', async () => {
    const { outcomes, requests } = await attempt(
      httpRelay,
      SETTINGS,
      makeDeliveries(100),
      (request) => (idsOf(request).includes('m42') ? { status: 400, body: 'bad event' } : {}),
    )
    expect(outcomes.filter((outcome) => outcome === 'delivered')).toHaveLength(99)
    expect(outcomes[42]).toBe('failed')
    expect(requests.length).toBeLessThan(20)
  })

  it('does not look for a culprit among events that went round too often', async () => {
    const { outcomes, requests } = await attempt(httpRelay, SETTINGS, makeDeliveries(10), () => ({
      status: 400,
      body: '{"success":false,"code":"too_many_hops"}',
    }))
    expect(requests).toHaveLength(1)
    expect(new Set(outcomes)).toEqual(new Set(['failed']))
  })

  it('tries again what got no answer, and says so for each event', async () => {
    const { results } = await attempt(
      httpRelay,
      SETTINGS,
      makeDeliveries(2),
      () => new RequestError('ECONNREFUSED', 'the connection failed'),
    )
    expect(results).toMatchObject([
      { outcome: 'retry', code: 'ECONNREFUSED' },
      { outcome: 'retry', code: 'ECONNREFUSED' },
    ])
  })

  it('leaves a source that asks to slow down alone', async () => {
    const events = makeDeliveries(30_000)
    const { requests, results } = await attempt(httpRelay, SETTINGS, events, () => ({
      status: 429,
      headers: { 'retry-after': '7' },
    }))
    expect(requests.length).toBeLessThanOrEqual(6)
    expect(results[0]).toMatchObject({ outcome: 'retry', code: '429', retryAfterMs: 7000 })
    expect(results.at(-1)).toBeUndefined()
  })

  it('takes the write key out of an answer', async () => {
    const { results } = await attempt(httpRelay, SETTINGS, makeDeliveries(1), () => ({
      status: 401,
      body: 'no source has secret-write-key',
    }))
    expect(results[0]).toMatchObject({ outcome: 'failed', response: 'no source has ••••' })
  })

  it.each([
    ['no write key', { host: 'https://e.example' }],
    ['a write key with a line break', { writeKey: 'a\nb' }],
    ['another scheme', { ...SETTINGS, host: 'ftp://e.example' }],
    ['a query', { ...SETTINGS, host: 'https://e.example?a=b' }],
  ])('refuses settings with %s', (_, settings) => {
    expect(v.is(httpRelaySettingsSchema, settings)).toBe(false)
  })
})
