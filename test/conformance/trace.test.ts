import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Trace, TraceAnswer } from '../../worker/api/contract/trace.ts'
import { eventually } from '../harness/eventually.ts'
import { type Receiver, startReceiver } from '../harness/receiver.ts'
import { type Service, startService } from '../harness/service.ts'
import { openWorkspace, type TestSource, type Workspace } from '../harness/workspace.ts'

/** Where an event went, asked over HTTP of the real service. */

let service: Service
let receiver: Receiver
let workspace: Workspace
let source: TestSource
let destinationId: string

beforeAll(async () => {
  service = await startService()
  receiver = await startReceiver()
  workspace = openWorkspace(service)
  source = await workspace.createSource()
  destinationId = await workspace.createWebhook(source, receiver.url)
})
afterAll(async () => {
  await service?.stop()
  await receiver?.stop()
})

async function send(messageId: string, fields: Record<string, unknown> = {}): Promise<void> {
  const response = await fetch(`${service.origin}/v1/track`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${source.writeKey}:`)}` },
    body: JSON.stringify({ userId: 'u1', event: 'Ordered', messageId, ...fields }),
  })
  expect(response.status).toBe(200)
  await response.body?.cancel()
}

async function ask(messageId: string, query = ''): Promise<TraceAnswer> {
  const path = `/traces/${encodeURIComponent(messageId)}${query}`
  return (await workspace.call<{ data: TraceAnswer }>('GET', path)).data
}

const traceUntil = (messageId: string, isThere: (trace: Trace) => boolean): Promise<Trace> =>
  eventually(`the trace of ${messageId}`, async () => {
    const [trace] = (await ask(messageId)).traces
    return trace && isThere(trace) ? trace : undefined
  })

describe('a trace', () => {
  it('tells of an event from its acceptance to the answer of its destination', async () => {
    await send('delivered-1', { properties: { total: 5 } })
    const trace = await traceUntil('delivered-1', ({ destinations }) => {
      return destinations[0]?.outcome === 'delivered'
    })
    expect(trace).toMatchObject({
      messageId: 'delivered-1',
      sourceId: source.id,
      kept: 'log',
      archiveKey: null,
      outcome: 'passed',
      event: { event: 'Ordered', properties: { total: 5 } },
      destinations: [
        {
          destinationId,
          slug: 'webhooks',
          outcome: 'delivered',
          incomplete: false,
          attempts: [{ attempt: 1, outcome: 'delivered', code: '200', status: 200 }],
        },
      ],
    })
    expect(trace.acceptId).toMatch(/^[a-z]+-\d+\.\d+\.\d+$/)
    expect(trace.stages.map(({ stage }) => stage)).toEqual([
      'collect',
      'deduplicate',
      'enforce-schema',
      'route',
      'append-deliveries',
    ])
  })

  it('is empty for an id that nobody sent', async () => {
    expect(await ask('nobody-sent-this')).toEqual({
      traces: [],
      search: { in: 'index', searched: 0, total: 0, next: null },
    })
  })
})
