import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { lookAtAlerts } from '../../worker/api/alerts/look-at-alerts.ts'
import { ask, deps, makeDestination, makeSource, renewDeps } from './support/api-client.ts'
import { bootstrap, deliveryLog, mails, sourceMonitor } from './support/app.ts'

beforeAll(bootstrap)
beforeEach(async () => {
  renewDeps()
  await env.DB.batch([
    env.DB.prepare('DELETE FROM alerts'),
    env.DB.prepare('DELETE FROM alert_history'),
  ])
})

const START = Date.parse('2026-11-24T10:00:00.000Z')
const HOOK = 'https://hooks.example.com/hush-path'
const WEBHOOK = { type: 'webhook', url: HOOK }

/** A look of the cron, so many minutes after the start. */
async function look(minutes: number, notices: string[] = []) {
  const problems: unknown[] = []
  await lookAtAlerts(
    {
      ...deps,
      now: () => new Date(START + minutes * 60_000).toISOString(),
      sendNotices: async (sent) => {
        notices.push(...sent.map(({ body }) => body))
        return sent.map(() => '')
      },
      report: (problem) => problems.push(problem),
    },
    Number.POSITIVE_INFINITY,
  )
  return problems
}

const delivered = (counts: Record<string, number>) => {
  deps.deliveryLog = () => ({
    ...deliveryLog,
    metrics: async () => [
      {
        groups: Object.entries(counts).map(([outcome, total]) => ({
          key: { outcome },
          total,
          series: [],
        })),
        latency: [],
      },
    ],
  })
}

async function rateAlert(overrides: Record<string, unknown> = {}) {
  const { id: sourceId } = await makeSource()
  const { id: destinationId } = await makeDestination(sourceId)
  const { data } = await ask('POST', '/alerts', {
    name: 'Orders',
    condition: { kind: 'delivery_success_rate', destinationId, thresholdPercent: 95 },
    channels: [WEBHOOK],
    repeatMinutes: 15,
    ...overrides,
  })
  return data.alert
}
const alertOf = async (id: string) => (await ask('GET', `/alerts/${id}`)).data.alert
const historyOf = async (id: string) => (await ask('GET', `/alerts/${id}/history`)).data.history

describe('an alert', () => {
  it('is looked at, told, told again, resolved, and remembers it', async () => {
    const { id } = await rateAlert()
    const notices: string[] = []
    delivered({ delivered: 99, 'failed delivery': 1 })
    await look(0, notices)
    expect(await alertOf(id)).toMatchObject({ state: 'ok', reading: '99 % delivered (99 of 100)' })
    delivered({ delivered: 50, 'failed delivery': 50 })
    for (const minutes of [5, 10, 15, 20]) await look(minutes, notices)
    delivered({})
    await look(25, notices)
    expect(notices.map((body) => JSON.parse(body).change)).toEqual([
      'firing',
      'repeated',
      'resolved',
    ])
    expect(JSON.parse(notices[0] ?? '')).toMatchObject({
      type: 'alert',
      alertId: id,
      name: 'Orders',
      reading: '50 % delivered (50 of 100)',
      at: '2026-11-24T10:05:00.000Z',
      url: `https://app.test/alerts/${id}`,
    })
    const history = await historyOf(id)
    expect(history.map(({ change }: { change: string }) => change)).toEqual([
      'resolved',
      'repeated',
      'firing',
    ])
    expect(history[0].notified).toEqual([{ type: 'webhook', to: 'hooks.example.com', error: '' }])
  })

  it('is told once when two turns look at once', async () => {
    await rateAlert()
    delivered({ 'failed delivery': 5 })
    const notices: string[] = []
    await Promise.all([look(5, notices), look(5, notices)])
    expect(notices).toHaveLength(1)
  })

  it('that cannot be measured stands in nobody’s way, and keeps its state', async () => {
    const broken = await rateAlert()
    delivered({ 'failed delivery': 5 })
    await look(0)
    const fine = await rateAlert()
    const { destinationId } = broken.condition
    const ok = deps.deliveryLog
    deps.deliveryLog = (id) => {
      if (id === destinationId) throw new Error('down')
      return ok(id)
    }
    expect(await look(5)).toMatchObject([{ alert: broken.id, failed: 'look' }])
    expect((await alertOf(broken.id)).state).toBe('firing')
    expect((await alertOf(fine.id)).state).toBe('firing')
  })

  it('of silence is not believed while a log does not answer', async () => {
    const { id: sourceId } = await makeSource()
    const condition = { kind: 'no_events', sourceId, minutes: 30 }
    const { data } = await ask('POST', '/alerts', { name: 'Quiet', condition })
    const list = (incomplete: boolean) => {
      const seen = { kind: 'track', name: 'A', last: START - 60 * 60_000 }
      deps.sourceMonitor = () => ({
        ...sourceMonitor,
        schemaList: async () => ({ events: [seen as never], unlisted: 0, incomplete }),
      })
    }
    list(true)
    await look(0)
    expect((await alertOf(data.alert.id)).evaluatedAt).toBeNull()
    list(false)
    await look(5)
    expect(await alertOf(data.alert.id)).toMatchObject({
      state: 'firing',
      reading: 'The last event came 65 minutes ago',
    })
  })

  it('of volume compares two days', async () => {
    const { id: sourceId } = await makeSource()
    const condition = { kind: 'source_volume', sourceId, changePercent: 50 }
    const { data } = await ask('POST', '/alerts', { name: 'Volume', condition })
    const hours = (counts: Record<string, number>) =>
      Object.fromEntries(
        Object.entries(counts).map(([hour, passed]) => [
          hour,
          { [sourceId]: { received: passed, events: {}, destinations: {} } },
        ]),
      )
    deps.sourceMonitor = () => ({
      ...sourceMonitor,
      totals: async () =>
        [{ log: 'enam-0', hours: hours({ '2026-11-23T12': 10, '2026-11-23T09': 100 }) }] as never,
    })
    await look(0)
    expect(await alertOf(data.alert.id)).toMatchObject({ state: 'firing' })
  })
})

describe('channels', () => {
  it('show no address, keep it when they are edited, and are tried', async () => {
    const { id, channels } = await rateAlert()
    expect(channels).toEqual([{ id: channels[0].id, type: 'webhook', host: 'hooks.example.com' }])
    const kept = await ask('PATCH', `/alerts/${id}`, {
      channels: [
        { id: channels[0].id, type: 'webhook' },
        { type: 'email', to: ['Ada@Example.com'] },
      ],
    })
    expect(kept.data.alert.channels).toMatchObject([
      { id: channels[0].id, host: 'hooks.example.com' },
      { type: 'email', to: ['ada@example.com'] },
    ])
    expect(kept.text).not.toContain('hush-path')
    const { data } = await ask('POST', `/alerts/${id}/test`, {})
    expect(data.notified).toEqual([
      { type: 'webhook', to: 'hooks.example.com', error: '' },
      {
        type: 'email',
        to: 'ada@example.com',
        error: 'No e-mail is configured: set EMAIL_FROM and the binding EMAIL.',
      },
    ])
    deps.sendMail = async (mail) => void mails.push(mail)
    await ask('POST', `/alerts/${id}/test`, {})
    expect(mails.at(-1)).toMatchObject({ to: 'ada@example.com' })
    const nameless = await ask('PATCH', `/alerts/${id}`, { channels: [{ type: 'slack' }] })
    expect(nameless.errors).toMatchObject([{ field: 'channels.0.url' }])
  })

  it('are in the database sealed only', async () => {
    await rateAlert()
    const { results } = await env.DB.prepare('SELECT channels FROM alerts').all()
    expect(JSON.stringify(results)).not.toContain('hush-path')
  })
})

it('is about something that is there, and stays about it', async () => {
  const condition = { kind: 'no_events', sourceId: 'src_none', minutes: 30 }
  const bad = await ask('POST', '/alerts', { name: 'x', condition })
  expect(bad.status).toBe(404)
  expect(bad.errors).toMatchObject([{ field: 'condition.sourceId' }])
  const { id } = await rateAlert()
  const { id: sourceId } = await makeSource()
  const moved = await ask('PATCH', `/alerts/${id}`, { condition: { ...condition, sourceId } })
  expect(moved.status).toBe(400)
})
