import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DestinationStatus } from '../../worker/api/contract/deliveries.ts'
import { OUTBOUND_URL_HEADER } from '../../worker/destinations/outbound-override.ts'
import { eventually } from '../harness/eventually.ts'
import { type Delivery, type Receiver, startReceiver } from '../harness/receiver.ts'
import { type Service, startService } from '../harness/service.ts'
import { openWorkspace, type TestSource, type Workspace } from '../harness/workspace.ts'

/** A partner that takes the credentials back, and gives them again: through the whole started service. */

const TOKEN_PATH = '/oauth/v1/token'
const CONTACTS = 9

let service: Service
let workspace: Workspace
let partner: Receiver
let source: TestSource
let destination: string
let renews = false

beforeAll(async () => {
  partner = await startReceiver()
  // The first token is good for nothing from the beginning; whether there is a second one is up to the test.
  partner.answerWith((request) => {
    if (askedFor(request).pathname === TOKEN_PATH) {
      return renews
        ? { status: 200, body: '{"access_token":"token-2"}' }
        : { status: 401, body: '{"message":"the app was removed"}' }
    }
    if (request.headers.authorization === 'Bearer token-2')
      return { status: 200, body: '{"id":"1"}' }
    return { status: 401, body: '{"message":"expired authentication"}' }
  })
  service = await startService({ vars: { OUTBOUND_OVERRIDE: new URL(partner.url).origin } })
  workspace = openWorkspace(service)
  source = await workspace.createSource()
  const { data } = await workspace.call<{ data: { destination: { id: string } } }>(
    'POST',
    '/destinations',
    {
      sourceId: source.id,
      metadataId: 'actions-hubspot-cloud',
      enabled: true,
      name: 'Contacts',
      settings: {
        oauthAccessToken: 'token-1',
        oauthRefreshToken: 'refresh-1',
        oauthClientId: 'client',
        oauthClientSecret: 'secret',
      },
    },
  )
  destination = `/destinations/${data.destination.id}`
  await workspace.call('POST', `${destination}/subscriptions`, {
    name: 'Contacts',
    actionId: 'actions-hubspot-cloud:upsertContact',
    trigger: 'type = "identify"',
    enabled: true,
    settings: { email: { '@path': '$.traits.email' } },
  })
})
afterAll(async () => {
  await service?.stop()
  await partner?.stop()
})

const askedFor = ({ headers }: Delivery): URL => new URL(String(headers[OUTBOUND_URL_HEADER]))
const attemptsAt = (found: (url: URL) => boolean): number =>
  partner.attempts.filter((attempt) => found(askedFor(attempt))).length

const status = async (): Promise<DestinationStatus> =>
  (await workspace.call<{ data: { status: DestinationStatus } }>('GET', `${destination}/status`))
    .data.status

const identify = (from: number, to: number) =>
  workspace.send(
    source,
    Array.from({ length: to - from }, (_, index) => ({
      type: 'identify',
      userId: `u${from + index}`,
      messageId: `contact-${from + index}`,
      traits: { email: `u${from + index}@example.com` },
    })),
  )

it('pauses when the renewal is refused too, asks nobody while it waits, and sends all when it is resumed', async () => {
  await identify(0, CONTACTS - 1)
  await eventually('deliveries are paused', async () =>
    (await status()).paused === null ? undefined : true,
  )
  const asked = partner.attempts.length
  expect(attemptsAt(({ pathname }) => pathname === TOKEN_PATH)).toBe(1)

  await identify(CONTACTS - 1, CONTACTS)
  await eventually('the last event waits with the others', async () => {
    const { pending, awaitingRetry, failed } = await status()
    expect([pending + awaitingRetry, failed]).toEqual([CONTACTS, 0])
    return true
  })
  expect(partner.attempts).toHaveLength(asked)

  renews = true
  const { data } = await workspace.call<{ data: { resumed: boolean; status: DestinationStatus } }>(
    'POST',
    `${destination}/resume`,
  )
  expect(data).toMatchObject({ resumed: true, status: { paused: null } })
  await eventually('every contact is there', () => {
    const taken = partner.deliveries.map(({ body }) => body).join('\n')
    for (let n = 0; n < CONTACTS; n++) expect(taken).toContain(`u${n}@example.com`)
    return true
  })
  expect(attemptsAt(({ pathname }) => pathname === TOKEN_PATH)).toBe(2)
  await eventually('nothing waits, and nothing failed', async () => {
    const { pending, awaitingRetry, failed } = await status()
    expect([pending, awaitingRetry, failed]).toEqual([0, 0, 0])
    return true
  })
})
