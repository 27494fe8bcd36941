import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import {
  attempt,
  bodyText,
  expectExample,
  makeDeliveries,
  makeDelivery,
} from '../../../test/fakes/destination-attempt.ts'
import type { OutboundRequest } from '../request.ts'
import { type CapturedEvent, eventUuid } from './capture.ts'
import { posthogExamples } from './examples.ts'
import { posthog } from './index.ts'
import { posthogSettingsSchema } from './settings.ts'

const SETTINGS = { apiKey: 'phc_secret' }

const batchOf = (request: OutboundRequest | undefined): CapturedEvent[] =>
  request ? JSON.parse(bodyText(request)).batch : []

async function captured(event: Record<string, unknown>, settings: Record<string, unknown> = {}) {
  const { requests, results } = await attempt(posthog, { ...SETTINGS, ...settings }, [
    makeDelivery(event),
  ])
  return { event: batchOf(requests[0])[0], result: results[0] }
}

describe('PostHog', () => {
  it.each(posthogExamples)('is sent $title', (example) => expectExample(posthog, example))

  it('knows a repeat: a message id that is a UUID stays, others make the same one each time', () => {
    expect(eventUuid('0192D5C0-8A4E-7C3A-B1D2-6F3A5E9C7B10')).toBe(
      '0192d5c0-8a4e-7c3a-b1d2-6f3a5e9c7b10',
    )
    // Version 5 by hand: SHA-1 of the namespace and the name, with version and variant set.
    const namespace = Buffer.from('8f14a1d06f5e4c0b9d553f6c2f7d1b1e', 'hex')
    const hash = createHash('sha1').update(namespace).update('ajs-next-1').digest().subarray(0, 16)
    hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50
    hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80
    expect(eventUuid('ajs-next-1').replaceAll('-', '')).toBe(hash.toString('hex'))
  })

  it('sets traits of somebody without an id, and merges nothing', async () => {
    const { event } = await captured({ type: 'identify', anonymousId: 'a1', traits: { age: 3 } })
    expect(event).toMatchObject({
      event: '$set',
      distinct_id: 'a1',
      properties: { $set: { age: 3 } },
    })
    expect(event?.properties).not.toHaveProperty('$anon_distinct_id')
  })

  it('does not merge somebody with themselves', async () => {
    const { event } = await captured({ type: 'identify', userId: 'u1', anonymousId: 'u1' })
    expect(event?.properties).not.toHaveProperty('$anon_distinct_id')
    const self = await captured({ type: 'alias', userId: 'u1', previousId: 'u1' })
    expect(self.event).toBeUndefined()
    expect(self.result).toMatchObject({ outcome: 'filtered', code: 'message_rejected' })
  })

  it('takes the anonymous id for an alias that names no other', async () => {
    const { event } = await captured({ type: 'alias', userId: 'u1', anonymousId: 'a1' })
    expect(event).toMatchObject({ distinct_id: 'a1', properties: { alias: 'u1' } })
  })

  it.each([
    ['names nobody', { type: 'track', event: 'E' }],
    ['is an alias to nothing', { type: 'alias', userId: 'u1' }],
    ['has an id that PostHog drops', { type: 'track', event: 'E', userId: 'u'.repeat(201) }],
  ])('fails a call that %s, and sends nothing', async (_, event) => {
    const { event: sent, result } = await captured(event)
    expect(sent).toBeUndefined()
    expect(result).toMatchObject({ outcome: 'failed', code: 'PAYLOAD_VALIDATION_FAILED' })
  })

  it('makes persons of identified people only, when it should', async () => {
    const settings = { personProfiles: 'identified_only' }
    const traits = { context: { traits: { plan: 'pro' } } }
    const anonymous = { type: 'track', event: 'E', anonymousId: 'a1', ...traits }
    expect((await captured(anonymous, settings)).event?.properties).toMatchObject({
      $process_person_profile: false,
    })
    const known = await captured({ ...anonymous, userId: 'u1' }, settings)
    expect(known.event?.properties).toMatchObject({ $set: { plan: 'pro' } })
    expect(known.event?.properties).not.toHaveProperty('$process_person_profile')
  })

  it('lets properties of the call win over those of its context', async () => {
    const { event } = await captured({
      type: 'page',
      anonymousId: 'a1',
      properties: { url: 'https://a.example/new' },
      context: { page: { url: 'https://a.example/old' } },
    })
    expect(event?.properties.$current_url).toBe('https://a.example/new')
  })

  it('fails what PostHog drops because of a quota, though it answers 200', async () => {
    const { results } = await attempt(posthog, SETTINGS, makeDeliveries(2), () => ({
      body: '{"status":1,"quota_limited":["events"]}',
    }))
    expect(results).toMatchObject([{ code: 'QUOTA_LIMITED' }, { code: 'QUOTA_LIMITED' }])
    const others = await attempt(posthog, SETTINGS, makeDeliveries(1), () => ({
      body: '{"status":1,"quota_limited":["recordings"]}',
    }))
    expect(others.outcomes).toEqual(['delivered'])
  })

  it('finds the event that a batch is refused for', async () => {
    const { outcomes } = await attempt(posthog, SETTINGS, makeDeliveries(20), (request) =>
      batchOf(request).some(({ distinct_id }) => distinct_id === 'u7') ? { status: 400 } : {},
    )
    expect(outcomes.indexOf('failed')).toBe(7)
    expect(outcomes.filter((outcome) => outcome === 'delivered')).toHaveLength(19)
  })

  it('takes its key out of an answer', async () => {
    const { results } = await attempt(posthog, SETTINGS, makeDeliveries(1), () => ({
      status: 401,
      body: 'invalid key phc_secret',
    }))
    expect(results[0]).toMatchObject({ outcome: 'failed', response: 'invalid key ••••' })
  })

  it.each([
    ['no key', {}],
    ['another choice', { ...SETTINGS, personProfiles: 'never' }],
    ['an unknown setting', { ...SETTINGS, region: 'eu' }],
  ])('refuses settings with %s', (_, settings) => {
    expect(v.is(posthogSettingsSchema, settings)).toBe(false)
  })
})
