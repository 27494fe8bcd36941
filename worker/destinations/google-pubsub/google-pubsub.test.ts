import { generateKeyPairSync } from 'node:crypto'
import { jwtVerify } from 'jose'
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
import { googlePubsubExamples } from './examples.ts'
import { googlePubsub } from './index.ts'
import { googlePubsubMetadata, googlePubsubSettingsSchema } from './settings.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const keyFile = (more: Record<string, unknown> = {}) =>
  JSON.stringify({
    type: 'service_account',
    project_id: 'acme-prod',
    private_key_id: 'key-1',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    client_email: 'headwater@acme-prod.iam.gserviceaccount.com',
    ...more,
  })
const SETTINGS = { serviceAccount: keyFile(), topic: 'events', project: '' }

interface Message {
  data: string
  attributes: Record<string, string>
}
const messagesOf = (request: OutboundRequest | undefined): Message[] =>
  JSON.parse(bodyText(request ?? {})).messages

const taken: Partner = (request) => ({
  body: JSON.stringify({ messageIds: messagesOf(request).map((_, at) => String(at)) }),
})
const refused = (status: number, name: string, message = 'no') => ({
  status,
  body: JSON.stringify({ error: { code: status, status: name, message } }),
})

describe('Google Cloud Pub/Sub', () => {
  it.each(googlePubsubExamples)('is sent $title', (example) =>
    expectExample(
      googlePubsub,
      { ...example, settings: { ...example.settings, serviceAccount: keyFile() } },
      taken,
    ),
  )

  it('signs a token that Google can check by itself', async () => {
    const { requests } = await attempt(googlePubsub, SETTINGS, makeDeliveries(1), taken)
    const token = requests[0]?.headers.authorization?.replace('Bearer ', '') ?? ''
    const { payload, protectedHeader } = await jwtVerify(token, publicKey, {
      audience: 'https://pubsub.googleapis.com/',
      issuer: 'headwater@acme-prod.iam.gserviceaccount.com',
      subject: 'headwater@acme-prod.iam.gserviceaccount.com',
      currentDate: new Date('2026-11-23T17:05:00Z'),
    })
    expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'key-1' })
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600)
  })

  it.each([
    [429, 'RESOURCE_EXHAUSTED', 'retry'],
    [503, 'UNAVAILABLE', 'retry'],
    [409, 'ABORTED', 'retry'],
    [499, 'CANCELLED', 'retry'],
    [403, 'PERMISSION_DENIED', 'failed'],
    [404, 'NOT_FOUND', 'failed'],
  ])('takes %i %s as %s', async (status, name, outcome) => {
    const { results } = await attempt(googlePubsub, SETTINGS, makeDeliveries(2), () =>
      refused(status, name),
    )
    expect(results).toMatchObject(Array(2).fill({ outcome, code: name, status }))
  })

  it('finds the message that a request is refused for', async () => {
    const { outcomes } = await attempt(googlePubsub, SETTINGS, makeDeliveries(30), (request, n) =>
      messagesOf(request).some(({ attributes }) => attributes.messageId === 'm9')
        ? refused(400, 'INVALID_ARGUMENT')
        : taken(request, n),
    )
    expect(outcomes.filter((outcome) => outcome === 'delivered')).toHaveLength(29)
    expect(outcomes[9]).toBe('failed')
  })

  it('publishes at most 1,000 messages and 10 MB in a request', async () => {
    const { requests } = await attempt(googlePubsub, SETTINGS, makeDeliveries(1300), taken)
    const sizes = requests.map((request) => messagesOf(request).length)
    expect(sizes.sort((a, b) => b - a)).toEqual([1000, 300])
    const large = makeDeliveries(400, () => ({ text: 'x'.repeat(30_000) }))
    for (const request of (await attempt(googlePubsub, SETTINGS, large, taken)).requests) {
      expect(bodyText(request).length).toBeLessThan(10_000_000)
    }
  })

  it('cuts attributes to the bytes that fit, at whole characters', async () => {
    const events = makeDeliveries(1, () => ({ event: '🏪'.repeat(300) }))
    const { requests } = await attempt(googlePubsub, SETTINGS, events, taken)
    expect(messagesOf(requests[0])[0]?.attributes.event).toBe('🏪'.repeat(256))
  })

  it('goes to another endpoint and project', async () => {
    const settings = { ...SETTINGS, endpoint: 'http://emulator.example:8085/', project: 'acme-dev' }
    const { requests } = await attempt(googlePubsub, settings, makeDeliveries(1), taken)
    expect(requests[0]?.url).toBe(
      'http://emulator.example:8085/v1/projects/acme-dev/topics/events:publish',
    )
  })

  it('fails events when the key cannot sign, and asks for it again', async () => {
    const serviceAccount = keyFile({ private_key: '-----BEGIN PRIVATE KEY-----\nnonsense' })
    const { requests, results } = await attempt(
      googlePubsub,
      { ...SETTINGS, serviceAccount },
      makeDeliveries(2),
      taken,
    )
    expect(requests).toEqual([])
    expect(results).toMatchObject(Array(2).fill({ outcome: 'failed', code: 'INVALID_SETTINGS' }))
  })

  it('shows whose key it has, and never the key', () => {
    expect(googlePubsubMetadata.mask({ serviceAccount: keyFile() })).toEqual({
      serviceAccount: '•••• headwater@acme-prod.iam.gserviceaccount.com',
    })
  })

  it.each([
    ['a key that is no key file', { ...SETTINGS, serviceAccount: '{"type":"authorized_user"}' }],
    ['a topic with its path', { ...SETTINGS, topic: 'projects/p/topics/t' }],
    ['a topic of Google', { ...SETTINGS, topic: 'google-events' }],
    ['no project anywhere', { ...SETTINGS, serviceAccount: keyFile({ project_id: undefined }) }],
  ])('refuses settings with %s', (_, settings) => {
    expect(v.is(googlePubsubSettingsSchema, settings)).toBe(false)
  })
  it('says of a text that is no key file only that', () => {
    const { issues } = v.safeParse(googlePubsubSettingsSchema, {
      ...SETTINGS,
      serviceAccount: '{}',
    })
    expect(issues?.map(({ path }) => path?.[0]?.key)).toEqual(['serviceAccount'])
  })

  it.each(['events', 'good-events', 'gopher.1', 'a-b_c~d+e%f'])('takes topic %s', (topic) => {
    expect(v.is(googlePubsubSettingsSchema, { ...SETTINGS, topic })).toBe(true)
  })
})
