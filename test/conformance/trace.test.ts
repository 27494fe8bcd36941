import { execFile } from 'node:child_process'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Trace, TraceAnswer } from '../../worker/api/contract/trace.ts'
import { sealGeneration, waitForArchive } from '../harness/archive.ts'
import { eventually } from '../harness/eventually.ts'
import { type Receiver, startReceiver } from '../harness/receiver.ts'
import { type Service, startService } from '../harness/service.ts'
import { ROOT } from '../harness/workers.ts'
import { openWorkspace, type TestSource, type Workspace } from '../harness/workspace.ts'

/** Where an event went, asked over HTTP of the real service. */

const SECRET = 'a-secret-that-nobody-may-see'

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
  destinationId = await workspace.createWebhook(source, receiver.url, {
    hooks: [{ hook: `${receiver.url}/in`, headers: { 'x-token': SECRET } }],
  })
})
afterAll(async () => {
  await service?.stop()
  await receiver?.stop()
})

async function send(
  messageId: string,
  fields: Record<string, unknown> = {},
  from = source,
): Promise<void> {
  const response = await fetch(`${service.origin}/v1/track`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${from.writeKey}:`)}` },
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

const stands =
  (outcome: string) =>
  ({ destinations }: Trace): boolean =>
    destinations[0]?.outcome === outcome

const today = () => new Date().toISOString().slice(0, 10)

/** Searches a day to its end, or until something is found. */
async function askDay(messageId: string, day: string): Promise<TraceAnswer & { calls: number }> {
  let answer = await ask(messageId, `?day=${day}`)
  let calls = 1
  while (answer.traces.length === 0 && answer.search.next !== null && calls < 50) {
    answer = await ask(messageId, `?day=${day}&cursor=${encodeURIComponent(answer.search.next)}`)
    calls++
  }
  return { ...answer, calls }
}

interface Ended {
  code: number | null
  output: string
  errors: string
}

/** `npm run trace -- ...`, without npm. */
function command(...args: string[]): Promise<Ended> {
  const script = path.join(ROOT, 'scripts/trace.mjs')
  const env = {
    ...process.env,
    HEADWATER_URL: service.origin,
    HEADWATER_TOKEN: service.apiToken,
  }
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [script, ...args], { env }, (_, output, errors) => {
      resolve({ code: child.exitCode, output, errors })
    })
  })
}

describe('a trace', () => {
  it('tells of an event from its acceptance to the answer of its destination', async () => {
    await send('delivered-1', { properties: { total: 5 } })
    const trace = await traceUntil('delivered-1', stands('delivered'))
    expect(trace).toMatchObject({
      messageId: 'delivered-1',
      sourceId: source.id,
      kept: 'log',
      archiveKey: null,
      outcome: 'passed',
      event: { event: 'Ordered', properties: { total: 5 } },
      repeats: 0,
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

  it('puts on the audit trail who looked', async () => {
    await ask('delivered-1')
    const rows = await eventually('the entry', async () => {
      const found = await service.sql<{ actor_kind: string }>(
        `SELECT actor_kind FROM audit WHERE type = 'Source Events Viewed' AND resource_id = ?`,
        source.id,
      )
      return found.length > 0 ? found : undefined
    })
    expect(rows[0]).toEqual({ actor_kind: 'token' })
  })

  it('is empty for an id that nobody sent', async () => {
    expect(await ask('nobody-sent-this')).toEqual({
      traces: [],
      search: { in: 'index', searched: 0, total: 0, next: null, partial: false },
    })
  })

  it('shows requests as they were sent or as they would be, and never a secret', async () => {
    // Of two that come at once only one can be the sample of its second.
    await Promise.all([send('sampled-1'), send('sampled-2')])
    const traces = await Promise.all(
      ['sampled-1', 'sampled-2'].map((id) => traceUntil(id, stands('delivered'))),
    )
    const attempts = traces.flatMap(({ destinations }) => destinations[0]?.attempts ?? [])
    expect(attempts.map(({ requestFrom }) => requestFrom)).toContain('rebuilt')
    for (const [index, { request }] of attempts.entries()) {
      expect(request?.url).toMatch(/^http:\/\/[^/]+\/••••$/)
      expect(request?.headers).toMatchObject({ 'x-token': '••••' })
      const { body } = receiver.deliveries.find(({ events }) => {
        return events.some(({ messageId }) => messageId === `sampled-${index + 1}`)
      }) ?? { body: '' }
      expect(JSON.parse(request?.body ?? '')).toEqual(JSON.parse(body))
    }
    expect(JSON.stringify(traces)).not.toContain(SECRET)
  })

  it('lists attempts that failed with what was sent and answered, until one succeeds', async () => {
    let refuse = 1
    receiver.answerWith(({ events }) => {
      const isMine = events.some(({ messageId }) => messageId === 'retried-1')
      return isMine && refuse-- > 0 ? { status: 503, body: `busy, ${SECRET}` } : 200
    })
    await send('retried-1')
    const waiting = await traceUntil('retried-1', stands('awaiting retry'))
    expect(waiting.destinations[0]).toMatchObject({
      code: '503',
      message: 'the destination answered with status 503',
      attempts: [
        {
          attempt: 1,
          outcome: 'retry',
          status: 503,
          response: 'busy, ••••',
          requestFrom: 'recorded',
          request: { method: 'POST' },
        },
      ],
    })
    expect(waiting.destinations[0]?.attempts[0]?.retryAt).not.toBeNull()
    const done = await traceUntil('retried-1', stands('delivered'))
    expect(
      done.destinations[0]?.attempts.map(({ attempt, outcome }) => [attempt, outcome]),
    ).toEqual([
      [1, 'retry'],
      [2, 'delivered'],
    ])
    receiver.answerWith(() => 200)
  })

  it('goes on when a person sends a failed event again', async () => {
    receiver.answerWith(({ events }) =>
      events.some(({ messageId }) => messageId === 'failed-1') ? { status: 400, body: 'no' } : 200,
    )
    await send('failed-1')
    const failed = await traceUntil('failed-1', stands('failed delivery'))
    expect(failed.destinations[0]).toMatchObject({ code: '400', incomplete: false })
    const { data } = await workspace.call<{
      data: { failedDeliveries: { request: { body: string } | null }[] }
    }>('GET', `/destinations/${destinationId}/failed-deliveries`)
    expect(data.failedDeliveries[0]?.request?.body).toContain('failed-1')
    expect(JSON.stringify(data)).not.toContain(SECRET)

    receiver.answerWith(() => 200)
    await workspace.call('POST', `/destinations/${destinationId}/failed-deliveries/requeue`, {
      ids: [failed.acceptId],
    })
    const done = await traceUntil('failed-1', stands('delivered'))
    expect(
      done.destinations[0]?.attempts.map(({ attempt, outcome }) => [attempt, outcome]),
    ).toEqual([
      [1, 'failed'],
      [0, 'requeued'],
      [1, 'delivered'],
    ])
  })

  it('says why an event did not get to a destination', async () => {
    await send('filtered-1', { integrations: { All: false } })
    const trace = await traceUntil('filtered-1', stands('filtered at destination'))
    expect(trace.destinations[0]).toMatchObject({
      code: 'FILTERED_BY_INTEGRATIONS_OBJECT',
      message: 'the event’s integrations object switches this destination off',
      attempts: [],
    })
  })

  it('tells of refused calls, and counts repeats with the event that they repeat', async () => {
    const response = await fetch(`${service.origin}/v1/batch`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${source.writeKey}:`)}` },
      body: JSON.stringify({ batch: [{ type: 'track', messageId: 'refused-1', userId: 'u1' }] }),
    })
    await response.body?.cancel()
    const refused = await traceUntil('refused-1', ({ outcome }) => outcome === 'failed on ingest')
    expect(refused).toMatchObject({ event: null, destinations: [] })
    expect(refused.stages).toMatchObject([{ stage: 'collect', effect: 'stopped' }])
    expect(refused.code).not.toBe('')

    for (let n = 0; n < 3; n++) await send('repeated-1')
    const repeated = await traceUntil('repeated-1', ({ repeats }) => repeats === 2)
    expect(repeated.outcome).toBe('passed')
    expect((await ask('repeated-1')).traces).toHaveLength(1)
  })

  it('keeps the story of a destination that is deleted', async () => {
    const short = await workspace.createSource()
    const gone = await workspace.createWebhook(short, receiver.url)
    await workspace.waitUntilKnown(short)
    await send('deleted-1', {}, short)
    await traceUntil('deleted-1', stands('delivered'))
    await workspace.call('DELETE', `/destinations/${gone}`)
    const [trace] = (await ask('deleted-1')).traces
    expect(trace?.destinations).toMatchObject([
      {
        destinationId: gone,
        slug: '',
        outcome: 'delivered',
        attempts: [{ outcome: 'delivered', request: { method: 'POST' } }],
      },
    ])
  })

  it('is not for those who may not read the source', async () => {
    const other = await workspace.createSource()
    const { data } = await workspace.call<{ data: { secret: string } }>('POST', '/tokens', {
      name: 'of another source',
      permissions: [{ roleId: 'source-admin', resources: [{ id: other.id, type: 'SOURCE' }] }],
    })
    const theirs = openWorkspace({ origin: service.origin, apiToken: data.secret })
    const { data: answer } = await theirs.call<{ data: TraceAnswer }>('GET', '/traces/delivered-1')
    expect(answer.traces).toEqual([])
    await expect(theirs.call('GET', `/traces/delivered-1?sourceId=${source.id}`)).rejects.toThrow(
      '404',
    )
  })

  it('refuses what it does not understand', async () => {
    for (const query of [
      '?day=yesterday',
      '?day=2026-13-01',
      '?cursor=abc',
      `?day=${today()}&cursor=abc`,
    ]) {
      await expect(workspace.call('GET', `/traces/delivered-1${query}`)).rejects.toThrow('400')
    }
  })

  it('is printed by a command, which says by its exit code whether there is one', async () => {
    const found = await command('delivered-1', '--source', source.id)
    expect(found).toMatchObject({ code: 0, errors: '' })
    expect(found.output).toContain('track Ordered  delivered-1')
    expect(found.output).toMatch(/webhooks, \w+\): delivered/)
    const json = await command('delivered-1', '--json')
    expect(JSON.parse(json.output)).toMatchObject([{ messageId: 'delivered-1' }])
    const missing = await command('nobody-sent-this', `--day=${today()}`)
    expect(missing).toMatchObject({ code: 1, output: '' })
    expect(missing.errors).toContain('searched 0 of 0 archive objects')
    expect(await command('delivered-1', '--token', 'wrong')).toMatchObject({ code: 2 })
  })

  it('outlives the process and the tables: after a kill, and from the archive', async () => {
    const before = (await ask('retried-1')).traces
    await service.kill9()
    await service.restart()
    expect((await ask('retried-1')).traces).toEqual(before)

    await sealGeneration(service, source)
    await waitForArchive(service, source, ['delivered-1', 'retried-1', 'refused-1'])
    const archived = await traceUntil('retried-1', ({ kept }) => kept === 'archive')
    expect(archived.archiveKey).toMatch(new RegExp(`^archive/v1/${source.id}/`))
    expect({ ...archived, kept: 'log', archiveKey: null }).toEqual(before[0])

    // What was refused is in no index: it is found by its day.
    expect((await ask('refused-1')).traces).toEqual([])
    const found = await askDay('refused-1', today())
    expect(found.traces).toMatchObject([{ outcome: 'failed on ingest', kept: 'archive' }])
    const missing = await askDay('nobody-sent-this', today())
    expect(missing).toMatchObject({ traces: [], search: { in: 'archive', next: null } })
    expect(missing.search.total).toBeGreaterThan(0)
    expect(missing.search.searched).toBe(missing.search.total)
    expect((await askDay('retried-1', '2026-01-01')).search).toMatchObject({
      searched: 0,
      total: 0,
    })
  })
})
