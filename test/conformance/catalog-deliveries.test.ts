import { createRequire } from 'node:module'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type CapturePartner, startCapturePartner } from '../harness/capture-partner.ts'
import { eventually } from '../harness/eventually.ts'
import { present } from '../harness/present.ts'
import { type Receiver, startReceiver } from '../harness/receiver.ts'
import { type Service, startService } from '../harness/service.ts'
import { openWorkspace, type TestSource, type Workspace } from '../harness/workspace.ts'
import type { ParityCase } from '../parity/cases.ts'
import { allCases, runOnNode } from '../parity/sides.ts'
import { PROVEN, type Proven } from './catalog-deliveries.ts'
import { shownRequest } from './shown-request.ts'

/**
 * Destinations of the catalog, through the whole started service: an event is collected, routed, mapped and
 * sent to a server that stands for all partners, and what comes there is what upstream, untouched, sends on
 * Node for the same event, mapping and settings.
 */

interface Kind {
  key: string
  slug: string
}

let service: Service
let workspace: Workspace
let partner: CapturePartner
let receiver: Receiver
let startedAt: number
let cases: Map<string, ParityCase>

beforeAll(async () => {
  startedAt = Date.now()
  partner = await startCapturePartner()
  receiver = await startReceiver()
  cases = await casesOf(PROVEN)
  service = await startService({ vars: { OUTBOUND_OVERRIDE: partner.origin } })
  workspace = openWorkspace(service)
  const source = await workspace.createSource()
  await workspace.createWebhook(source, receiver.url)
  const { ACTION_KINDS } = createRequire(import.meta.url)(
    '../../worker/destinations/segment-actions/kinds.gen.js',
  ) as { ACTION_KINDS: Kind[] }
  const slugs = new Map(ACTION_KINDS.map(({ key, slug }) => [key, slug]))
  // One after another: edits of a deployment do not run side by side.
  for (const parityCase of cases.values()) {
    await connect(source, parityCase, present(slugs.get(parityCase.key), 'slug'))
  }
  await workspace.send(
    source,
    [...cases.values()].map((parityCase) => {
      const { sentAt, receivedAt, originalTimestamp, timestamp, ...event } =
        parityCase.events[0] ?? {}
      return { ...event, messageId: messageIdOf(parityCase) }
    }),
  )
}, 120_000)
afterAll(async () => {
  await service?.stop()
  await partner?.stop()
  await receiver?.stop()
})

async function casesOf(proven: readonly Proven[]): Promise<Map<string, ParityCase>> {
  const byId = new Map((await allCases()).map((parityCase) => [parityCase.id, parityCase]))
  return new Map(
    proven.map(({ key, action, type, settings, mapping }) => {
      const id = `${key} ${action} default ${type}`
      const found = present(byId.get(id), `case "${id}"`)
      const full = { ...found.mapping, ...mapping }
      // Where the mapping has batching on, an event alone is a batch of one.
      const isBatch = full.enable_batching === true && byId.has(`${key} ${action} batch default`)
      const call = isBatch ? ('batch' as const) : found.call
      return [key, { ...found, call, settings: settings ?? found.settings, mapping: full }]
    }),
  )
}

const messageIdOf = ({ key }: ParityCase): string => `proof-${key}`

async function connect(source: TestSource, parityCase: ParityCase, slug: string): Promise<void> {
  await workspace.call('POST', '/destinations', {
    sourceId: source.id,
    metadataId: slug,
    enabled: true,
    settings: {
      ...parityCase.settings,
      ...(parityCase.isOAuth && {
        oauthAccessToken: 'token-1',
        oauthRefreshToken: 'refresh-1',
        oauthClientId: 'client-id',
        oauthClientSecret: 'client-secret',
      }),
    },
    mappings: [
      {
        name: parityCase.id,
        actionId: `${slug}:${parityCase.action}`,
        trigger: `messageId = "${messageIdOf(parityCase)}"`,
        enabled: true,
        settings: parityCase.mapping,
      },
    ],
  })
}

it('sends what upstream sends, no more and no less', async () => {
  const sent = [...cases.values()]
  await receiver.waitFor(sent.map(messageIdOf))
  const outcomes = await runOnNode(
    sent.map((parityCase) => ({
      ...parityCase,
      events: [present(receiver.event(messageIdOf(parityCase)), 'event')],
    })),
  )
  const expected = sent.map(({ key }, at) => ({
    key,
    requests: (outcomes[at]?.requests ?? []).map((request) => shownRequest(request, startedAt)),
    error: outcomes[at]?.error,
  }))
  // Whatever is wrong with a case itself shows by its name.
  expect(expected.filter(({ requests, error }) => requests.length === 0 || error)).toEqual([])

  const all = expected.flatMap(({ requests }) => requests)
  await eventually('as many requests as upstream sends', () =>
    partner.requests.length >= all.length ? true : undefined,
  )
  const got = partner.requests.map((request) => shownRequest(request, startedAt))
  const unlike = expected.flatMap(({ key, requests }) => {
    const hosts = new Set(requests.map(({ url }) => new URL(url).host))
    const alike = got.filter(({ url }) => hosts.has(new URL(url).host))
    const missing = requests.filter(
      (request) => !alike.some((one) => isDeepStrictEqual(one, request)),
    )
    return missing.length === 0 ? [] : [{ key, missing, alike }]
  })
  expect(unlike).toEqual([])
  expect(got).toHaveLength(all.length)
}, 90_000)
