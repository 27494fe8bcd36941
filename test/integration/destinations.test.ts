import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { open } from '../../worker/platform/sealed-box.ts'
import {
  ask,
  deps,
  makeDestination,
  makeSource,
  renewDeps,
  snapshot,
  WEBHOOK,
} from './support/api-client.ts'
import { bootstrap, deliveryLog, privateKey, REQUEUE_JOB } from './support/app.ts'

beforeAll(bootstrap)
beforeEach(renewDeps)

describe('destinations', () => {
  it('never give a secret back, and seal it for the delivery Worker', async () => {
    const { id: sourceId } = await makeSource()
    const destination = await makeDestination(sourceId)
    expect(destination.settings).toMatchObject({ batch: false })
    const stored = await (await snapshot()).destination(destination.id)
    const config = JSON.stringify(stored)
    const audit = JSON.stringify((await ask('GET', '/audit-events')).data)
    for (const secret of ['secret-path', 'hush', 'signing-secret']) {
      for (const text of [JSON.stringify(destination), config, audit]) {
        expect(text).not.toContain(secret)
      }
    }
    expect(await open(privateKey, stored?.sealed ?? {})).toEqual(WEBHOOK)
  })

  it('are listed, also by source, and deleted with it', async () => {
    const { id: sourceId } = await makeSource()
    const destination = await makeDestination(sourceId)
    const connected = await ask('GET', `/sources/${sourceId}/connected-destinations`)
    expect(connected.data.destinations).toEqual([destination])
    const list = await ask('GET', '/destinations?pagination[count]=100')
    expect(list.data.destinations).toContainEqual(destination)
    await ask('DELETE', `/sources/${sourceId}`)
    expect((await ask('GET', `/destinations/${destination.id}`)).status).toBe(404)
  })

  it('keep their secrets over an edit of something else', async () => {
    const { id } = await makeDestination((await makeSource()).id)
    const edited = await ask('PATCH', `/destinations/${id}`, {
      name: 'Renamed',
      settings: { batch: true },
      delivery: { concurrency: 8 },
    })
    expect(edited.data.destination).toMatchObject({
      name: 'Renamed',
      settings: { batch: true, sharedSecret: '••••' },
      delivery: { concurrency: 8, retryWindowHours: 4 },
    })
    const stored = await (await snapshot()).destination(id)
    expect(stored).toMatchObject({ concurrency: 8, settings: { batch: true } })
    expect(await open(privateKey, stored?.sealed ?? {})).toEqual(WEBHOOK)
  })

  it('can be sent back as they were read', async () => {
    const { id, settings } = await makeDestination((await makeSource()).id)
    const edited = await ask('PATCH', `/destinations/${id}`, { settings })
    expect(edited.data.destination.settings).toEqual(settings)
    const stored = await (await snapshot()).destination(id)
    expect(await open(privateKey, stored?.sealed ?? {})).toEqual(WEBHOOK)
  })

  it('forget their other secrets when the host changes', async () => {
    const { id } = await makeDestination((await makeSource()).id)
    const hooks = [{ hook: 'https://elsewhere.example.com/x' }]
    const edited = await ask('PATCH', `/destinations/${id}`, { settings: { hooks } })
    expect(edited.data.destination.settings.sharedSecret).toBeUndefined()
    const stored = await (await snapshot()).destination(id)
    expect(await open(privateKey, stored?.sealed ?? {})).toEqual({ hooks })
  })

  it('are refused with the setting that is wrong', async () => {
    const { id: sourceId } = await makeSource()
    const bad = { sourceId, metadataId: 'webhooks', settings: { hooks: [{ hook: 'ftp://x' }] } }
    expect(await ask('POST', '/destinations', bad)).toMatchObject({
      status: 400,
      errors: [{ field: 'settings.hooks.0.hook' }],
    })
    const lost = { sourceId: 'src_nope', metadataId: 'webhooks', settings: WEBHOOK }
    expect(await ask('POST', '/destinations', lost)).toMatchObject({
      status: 400,
      errors: [{ field: 'sourceId' }],
    })
  })

  it('count what is sent to try them; the answer does not depend on the count', async () => {
    const { id } = await makeDestination((await makeSource()).id)
    const counted: unknown[] = []
    deps.deliveryLog = (name) => ({
      ...deliveryLog,
      countTest: async (test) => {
        counted.push([name, test])
        if (counted.length > 1) throw new Error('the log is away')
      },
    })
    const first = await ask('POST', `/destinations/${id}/test`)
    const { outcome, code, event } = first.data.test
    expect(counted).toEqual([[id, { hour: event.receivedAt.slice(0, 13), outcome, code }]])
    expect((await ask('POST', `/destinations/${id}/test`)).status).toBe(200)
    expect(counted).toHaveLength(2)
  })

  it('pass on the failed list, its cursor and requests to send again', async () => {
    const { id } = await makeDestination((await makeSource()).id)
    const asked: unknown[] = []
    deps.deliveryLog = (name) => ({
      ...deliveryLog,
      failed: async (page) => {
        asked.push([name, page])
        const codes = { '400': 1, '410': 3, ETIMEDOUT: 1 }
        return { items: [], next: page.cursor === null ? 'row:7' : null, total: 2, codes }
      },
      requeue: async (order) => {
        asked.push(order)
        return REQUEUE_JOB
      },
    })
    const first = await ask('GET', `/destinations/${id}/failed-deliveries`)
    const { next } = first.data.pagination
    expect(first.data.codes).toEqual([
      { code: '410', count: 3 },
      { code: '400', count: 1 },
      { code: 'ETIMEDOUT', count: 1 },
    ])
    const path = `/destinations/${id}/failed-deliveries`
    const second = await ask('GET', `${path}?pagination[cursor]=${encodeURIComponent(next)}`)
    expect(second.data.pagination.next).toBeUndefined()
    expect((await ask('POST', `${path}/requeue`)).data).toEqual({ requeued: 2, job: REQUEUE_JOB })
    await ask('POST', `${path}/requeue`, { ids: ['a'] })
    await ask('POST', `${path}/requeue`, { code: '410' })
    await ask('GET', `${path}?code=410`)
    expect(asked).toEqual([
      [id, { cursor: null, count: 10, code: null }],
      [id, { cursor: 'row:7', count: 10, code: null }],
      { ids: null, code: null },
      { ids: ['a'], code: null },
      { ids: null, code: '410' },
      [id, { cursor: null, count: 10, code: '410' }],
    ])
    const long = await ask('GET', `${path}?code=${'x'.repeat(201)}`)
    expect([long.status, long.errors?.[0]?.field]).toEqual([400, 'code'])
    expect((await ask('POST', `${path}/requeue`, { ids: [] })).status).toBe(400)
    expect((await ask('GET', '/destinations/dst_nope/status')).status).toBe(404)
    expect((await ask('GET', `/destinations/${id}/status`)).data.status.breaker).toBe('closed')
  })
})
