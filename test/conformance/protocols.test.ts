import { afterAll, beforeAll, expect, it } from 'vitest'
import type { AlertAnswer } from '../../worker/api/contract/alerts.ts'
import type { ViolationAnswer, ViolationSummary } from '../../worker/api/contract/violations.ts'
import { eventually } from '../harness/eventually.ts'
import { type Receiver, startReceiver } from '../harness/receiver.ts'
import { type Service, startService } from '../harness/service.ts'
import { openWorkspace, type TestSource, type Workspace } from '../harness/workspace.ts'

/** A tracking plan, from its rules to what a webhook gets, asked over HTTP of the real service. */

let service: Service
let workspace: Workspace
let receiver: Receiver
let source: TestSource
let planId: string

beforeAll(async () => {
  service = await startService()
  workspace = openWorkspace(service)
  receiver = await startReceiver()
  source = await workspace.createSource()
  await workspace.createWebhook(source, receiver.url)
  const made = await call<{ trackingPlan: { id: string } }>('POST', '/tracking-plans', {
    name: 'Shop',
    type: 'LIVE',
  })
  planId = made.trackingPlan.id
  await call('PATCH', `/tracking-plans/${planId}/draft/rules`, { rules: [RULE] })
  await call('POST', `/tracking-plans/${planId}/draft/merge`, { message: 'First' })
  await call('POST', `/tracking-plans/${planId}/sources`, { sourceId: source.id })
  await call('PATCH', `/sources/${source.id}/settings`, {
    track: { allowUnplannedEvents: false, allowUnplannedEventProperties: false },
  })
})
afterAll(async () => {
  await service?.stop()
  await receiver?.stop()
})

const RULE = {
  type: 'TRACK',
  key: 'Order Completed',
  version: 1,
  jsonSchema: {
    properties: {
      properties: {
        type: 'object',
        properties: { order_id: { type: 'string' }, total: { type: 'number' } },
        required: ['order_id'],
      },
    },
  },
}

const call = async <T>(
  method: 'GET' | 'POST' | 'PATCH',
  path: string,
  body?: unknown,
): Promise<T> => (await workspace.call<{ data: T }>(method, path, body)).data

const send = (batch: unknown[]) => workspace.send(source, batch)

const track = (messageId: string, event: string, properties: object) => ({
  type: 'track',
  userId: 'u1',
  messageId,
  event,
  properties,
  context: { library: { name: 'shop', version: '1.2.3' } },
})

it('stamps, trims and blocks what the source sends, and says what it found', async () => {
  await eventually('the settings of the browser library carry the plan', async () => {
    const response = await fetch(`${service.origin}/v1/projects/${source.writeKey}/settings`)
    const { plan } = (await response.json()) as { plan: { track: Record<string, unknown> } }
    expect(plan.track).toEqual({
      __default: { enabled: false, integrations: {} },
      'Order Completed': { enabled: true, integrations: {} },
    })
    return true
  })
  await send([
    track('good', 'Order Completed', { order_id: 'o1', total: 5 }),
    track('bad', 'Order Completed', { total: 'five', coupon: 'X' }),
    track('unplanned', 'order completed', {}),
  ])
  await receiver.waitFor(['good', 'bad'])
  const bad = receiver.event('bad')
  expect(bad).toMatchObject({
    properties: { total: 'five' },
    context: {
      protocols: {
        sourceId: source.id,
        omitted: ['coupon'],
        violations: expect.arrayContaining([
          {
            type: 'Required',
            field: 'properties.order_id',
            description: 'properties.order_id is required',
          },
        ]),
      },
    },
  })
  expect(bad?.properties).not.toHaveProperty('coupon')
  expect(receiver.event('good')?.context).not.toHaveProperty('protocols')
  expect([...receiver.counts().keys()].sort()).toEqual(['bad', 'good'])

  const { violations } = await call<{ violations: ViolationAnswer[] }>(
    'GET',
    `/sources/${source.id}/violations`,
  )
  expect(violations.map(({ event, type, count }) => [event, type, count]).sort()).toEqual([
    ['Order Completed', 'Invalid Type', 1],
    ['Order Completed', 'Required', 1],
  ])
  expect(violations[0]?.libraries).toEqual(['shop 1.2.3'])
  const { summary } = await call<{ summary: ViolationSummary }>(
    'GET',
    `/sources/${source.id}/violations/summary`,
  )
  expect(summary).toMatchObject({ violating: 1, events: 3, blocked: 1, omitted: 1, distinct: 2 })
})

it('an alert about failing deliveries is told to a webhook, and remembered', async () => {
  const failing = await workspace.createSource()
  const partner = await startReceiver()
  partner.answerWith(({ body }) => (body.includes('"alert"') ? 200 : 400))
  const destinationId = await workspace.createWebhook(failing, partner.url)
  const { alert } = await call<{ alert: AlertAnswer }>('POST', '/alerts', {
    name: 'Orders arrive',
    condition: {
      kind: 'delivery_success_rate',
      destinationId,
      thresholdPercent: 95,
      windowMinutes: 10,
    },
    channels: [{ type: 'webhook', url: partner.url }],
  })
  await workspace.waitUntilKnown(failing)
  const response = await fetch(`${service.origin}/v1/track`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${failing.writeKey}:`)}` },
    body: JSON.stringify({ userId: 'u1', event: 'Refused', messageId: 'refused' }),
  })
  expect(response.status).toBe(200)
  const told = await eventually('the alert is told', async () => {
    await service.scheduled()
    return partner.deliveries.map(({ body }) => JSON.parse(body))[0]
  })
  expect(told).toMatchObject({
    type: 'alert',
    change: 'firing',
    alertId: alert.id,
    reading: '0 % delivered (0 of 1)',
  })
  const { history } = await call<{ history: { change: string; notified: unknown[] }[] }>(
    'GET',
    `/alerts/${alert.id}/history`,
  )
  expect(history).toMatchObject([{ change: 'firing', notified: [{ type: 'webhook', error: '' }] }])
  await partner.stop()
})
