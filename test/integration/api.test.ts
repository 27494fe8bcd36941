import { env } from 'cloudflare:workers'
import * as v from 'valibot'
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ApiDeps } from '../../worker/api/api-deps.ts'
import {
  destinationMetadataSchema,
  sourceMetadataSchema,
} from '../../worker/api/contract/catalog.ts'
import { destinationSchema } from '../../worker/api/contract/destinations.ts'
import { errorEnvelopeSchema, paginationSchema } from '../../worker/api/contract/envelope.ts'
import { sourceSchema } from '../../worker/api/contract/sources.ts'
import { cleanUpSnapshots } from '../../worker/db/clean-up-snapshots.ts'
import { eventKey, routeKey } from '../../worker/domain/books.ts'
import { open } from '../../worker/platform/sealed-box.ts'
import { sha256Hex } from '../../worker/platform/sha256.ts'
import { createSnapshots } from '../../worker/platform/snapshots.ts'
import {
  type Answer,
  ask as askAs,
  background,
  bootstrap,
  deliveryLog,
  makeDeps,
  OWNER_TOKEN,
  privateKey,
  sourceMonitor,
} from './support/app.ts'

const READER = 'hwt_reader'
let deps: ApiDeps

beforeAll(async () => {
  await bootstrap()
  await env.DB.prepare(
    `INSERT INTO tokens (id, workspace_id, name, hash, permissions, created_at)
     SELECT 'tok_reader', id, 'Reader', ?, json_array(json_object('roleId', 'source-read-only',
       'resources', json_array(json_object('id', id, 'type', 'WORKSPACE')), 'labels', json('[]'))), ''
     FROM workspaces`,
  )
    .bind(await sha256Hex(READER))
    .run()
})

beforeEach(() => {
  deps = makeDeps()
})

async function ask(
  method: string,
  path: string,
  body?: unknown,
  token: string | null = OWNER_TOKEN,
): Promise<Answer> {
  const answer = await askAs(method, path, body, token === null ? {} : { token }, deps)
  if (answer.errors !== undefined) v.parse(errorEnvelopeSchema, { errors: answer.errors })
  return answer
}

let n = 0
async function makeSource(overrides: Record<string, unknown> = {}) {
  const input = { slug: `source-${n++}`, enabled: true, metadataId: 'javascript', ...overrides }
  const { status, data } = await ask('POST', '/sources', input)
  expect(status).toBe(201)
  return v.parse(sourceSchema, data.source)
}

async function makeDestination(sourceId: string, settings: Record<string, unknown> = WEBHOOK) {
  const input = { sourceId, metadataId: 'webhooks', enabled: true, settings }
  const { status, data } = await ask('POST', '/destinations', input)
  expect(status).toBe(200)
  return v.parse(destinationSchema, data.destination)
}
const WEBHOOK = {
  hooks: [
    { hook: 'https://hooks.example.com/secret-path', headers: { authorization: 'Bearer hush' } },
  ],
  sharedSecret: 'signing-secret',
}

const snapshot = () => createSnapshots(env.DB, Date.now).current(() => {})

describe('who may call', () => {
  it('is told by a bearer token, and by nothing else', async () => {
    for (const token of [null, 'hwt_unknown', 'x'.repeat(600)]) {
      const answer = await ask('GET', '/sources', undefined, token)
      expect(answer.status).toBe(401)
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
      expect(answer.errors[0]?.type).toBe('unauthorized')
    }
  })

  it('is not a revoked token', async () => {
    await env.DB.prepare(
      `INSERT INTO tokens (id, workspace_id, name, hash, created_at, revoked_at)
       SELECT 'tok_old', id, 'Old', ?, '', '2026-01-01' FROM workspaces`,
    )
      .bind(await sha256Hex('hwt_old'))
      .run()
    expect((await ask('GET', '/', undefined, 'hwt_old')).status).toBe(401)
  })

  it('depends on the grants of the token', async () => {
    const source = await makeSource()
    const read = await ask('GET', `/sources/${source.id}`, undefined, READER)
    expect(read.status).toBe(200)
    expect(read.data.source.writeKeys).toEqual([])
    for (const [method, path] of [
      ['DELETE', `/sources/${source.id}`],
      ['GET', `/sources/${source.id}/setup`],
      ['POST', '/sources'],
      ['GET', '/audit-events'],
      ['PATCH', '/'],
    ] as const) {
      expect((await ask(method, path, undefined, READER)).status).toBe(403)
    }
  })

  it('is noted at the token, at most once a minute', async () => {
    const used = async () =>
      (
        await env.DB.prepare('SELECT last_used_at FROM tokens WHERE id = ?')
          .bind('tok_reader')
          .first()
      )?.last_used_at
    deps.now = () => '2099-11-23T12:00:00.000Z'
    await ask('GET', '/sources', undefined, READER)
    await Promise.all(background)
    expect(await used()).toBe('2099-11-23T12:00:00.000Z')
    deps.now = () => '2099-11-23T12:00:59.000Z'
    await ask('GET', '/sources', undefined, READER)
    await Promise.all(background)
    expect(await used()).toBe('2099-11-23T12:00:00.000Z')
  })
})

describe('the API as a whole', () => {
  it('answers what it does not have in its own shape', async () => {
    expect((await ask('GET', '/nothing')).errors[0]?.type).toBe('not-found')
    const wrong = await ask('PUT', '/sources', {})
    expect(wrong.status).toBe(405)
    expect(wrong.headers.get('allow')).toBe('GET, POST')
    expect((await ask('GET', '/sources/%E0%A4%A')).status).toBe(404)
  })

  it('refuses bodies that are no JSON, or too long', async () => {
    expect((await ask('POST', '/sources', '{"slug":')).errors[0]?.type).toBe('bad-request')
    expect((await ask('POST', '/sources', `"${'x'.repeat(1_000_001)}"`)).status).toBe(413)
    expect((await ask('POST', '/sources')).status).toBe(400)
  })

  it('tells one error per field that is wrong', async () => {
    const { status, errors } = await ask('POST', '/sources', {
      slug: '-',
      enabled: 'yes',
      metadataId: 'javascript',
      settings: { rateLimitPerS: -1 },
      colour: 'red',
    })
    expect(status).toBe(400)
    expect(errors.map((error) => error.field).sort()).toEqual([
      'colour',
      'enabled',
      'settings.rateLimitPerS',
      'slug',
    ])
  })

  it('hides what went wrong inside', async () => {
    deps.sourceMonitor = () => {
      throw new Error('Failed query, params: wk_secret', { cause: new Error('D1 is down') })
    }
    await makeSource()
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { status, errors } = await ask('GET', '/books')
    const logged = JSON.stringify(log.mock.calls)
    log.mockRestore()
    expect(status).toBe(500)
    expect(JSON.stringify(errors)).not.toContain('D1')
    expect(logged).toContain('D1 is down')
    expect(logged).not.toContain('wk_secret')
  })
})

describe('the workspace and the catalogs', () => {
  it('are published anew on request, when the catalog has changed', async () => {
    const { id } = await makeSource()
    await makeDestination(id)
    deps.describeDestination = () => ({ integrationName: 'Web hooks', supportedTypes: ['page'] })
    expect((await ask('POST', '/configuration/republish')).data).toEqual({ status: 'SUCCESS' })
    const [target] = (await (await snapshot()).source(id))?.targets ?? []
    expect(target).toMatchObject({ integrationName: 'Web hooks', supportedTypes: ['page'] })
    expect((await ask('POST', '/configuration/republish', {}, READER)).status).toBe(403)
  })

  it('can be read', async () => {
    const { data } = await ask('GET', '/')
    expect(data.workspace).toMatchObject({ slug: 'test-workspace', name: 'Test workspace' })
    expect(data.workspace.id).toMatch(/^wsp_/)
  })

  it('list kinds of sources and destinations, which are found by id and by slug', async () => {
    const { data } = await ask('GET', '/catalog/sources?pagination[count]=100')
    const kinds = v.parse(v.array(sourceMetadataSchema), data.sourcesCatalog)
    expect(kinds.length).toBe(v.parse(paginationSchema, data.pagination).totalEntries)
    for (const kind of kinds) {
      const byId = await ask('GET', `/catalog/sources/${kind.id}`)
      expect(byId.data.sourceMetadata).toEqual(kind)
    }
    expect((await ask('GET', '/catalog/sources/javascript')).status).toBe(200)
    const destinations = await ask('GET', '/catalog/destinations')
    v.parse(v.array(destinationMetadataSchema), destinations.data.destinationsCatalog)
    const webhooks = await ask('GET', '/catalog/destinations/webhooks')
    expect(webhooks.data.destinationMetadata.name).toBe('Webhooks')
    expect((await ask('GET', '/catalog/destinations/nope')).status).toBe(404)
  })
})

describe('sources', () => {
  it('are created, read, edited and deleted', async () => {
    const source = await makeSource({ slug: 'website', settings: { serverCookie: true } })
    expect(source).toMatchObject({ slug: 'website', name: 'website', enabled: true })
    expect(source.writeKeys).toHaveLength(1)
    expect(source.id).toMatch(/^src_/)
    const read = await ask('GET', `/sources/${source.id}`)
    expect(read.data).toEqual({ source, trackingPlanId: null })
    const edited = await ask('PATCH', `/sources/${source.id}`, { name: 'Website', enabled: false })
    expect(edited.data.source).toEqual({ ...source, name: 'Website', enabled: false })
    const deleted = await ask('DELETE', `/sources/${source.id}`)
    expect(deleted.data).toEqual({ status: 'SUCCESS' })
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const body = method === 'PATCH' ? {} : undefined
      expect((await ask(method, `/sources/${source.id}`, body)).status).toBe(404)
    }
  })

  it('need a kind of the catalog and a slug of their own', async () => {
    const { slug } = await makeSource()
    const taken = await ask('POST', '/sources', { slug, enabled: true, metadataId: 'javascript' })
    expect([taken.status, taken.errors[0]?.field]).toEqual([409, 'slug'])
    const unknown = await ask('POST', '/sources', { slug: 'x', enabled: true, metadataId: 'nope' })
    expect([unknown.status, unknown.errors[0]?.field]).toEqual([400, 'metadataId'])
  })

  it('rotate their write keys', async () => {
    const { id, writeKeys } = await makeSource()
    const [first = ''] = writeKeys
    expect((await ask('DELETE', `/sources/${id}/writekey/${first}`)).status).toBe(409)
    const added = await ask('POST', `/sources/${id}/writekey`)
    expect(added.status).toBe(200)
    expect(added.data.source.writeKeys).toHaveLength(2)
    const removed = await ask('DELETE', `/sources/${id}/writekey/${first}`)
    expect(removed.data).toEqual({ status: 'SUCCESS' })
    expect((await ask('DELETE', `/sources/${id}/writekey/${first}`)).status).toBe(404)
    const found = await (await snapshot()).findWriteKey(await sha256Hex(first))
    expect(found).toMatchObject({ sourceId: id, status: 'removed' })
  })

  it('come with the text to set them up', async () => {
    const { id, writeKeys } = await makeSource()
    const { data } = await ask('GET', `/sources/${id}/setup`)
    expect(data.setup.origin).toBe('https://e.example.com')
    expect(data.setup.text).toContain(writeKeys[0])
    expect(data.setup.text).toContain('e.example.com')
  })

  it('are listed page by page, each once', async () => {
    for (let i = 0; i < 3; i++) await makeSource()
    const seen: string[] = []
    let cursor = ''
    for (let page = 0; page < 50; page++) {
      const query = `pagination%5Bcount%5D=2${cursor && `&pagination%5Bcursor%5D=${cursor}`}`
      const { data } = await ask('GET', `/sources?${query}`)
      seen.push(...data.sources.map((source: { id: string }) => source.id))
      if (data.pagination.next === undefined) {
        expect(seen).toHaveLength(data.pagination.totalEntries)
        break
      }
      cursor = encodeURIComponent(data.pagination.next)
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect((await ask('GET', '/sources?pagination[cursor]=nope')).status).toBe(400)
  })
})

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
      requeue: async (...given) => {
        asked.push(given)
        return 2
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
    expect((await ask('POST', `${path}/requeue`)).data).toEqual({ requeued: 2 })
    await ask('POST', `${path}/requeue`, { ids: ['a'] })
    await ask('POST', `${path}/requeue`, { code: '410' })
    await ask('GET', `${path}?code=410`)
    expect(asked).toEqual([
      [id, { cursor: null, count: 10, code: null }],
      [id, { cursor: 'row:7', count: 10, code: null }],
      [null, null],
      [['a'], null],
      [null, '410'],
      [id, { cursor: null, count: 10, code: '410' }],
    ])
    const long = await ask('GET', `${path}?code=${'x'.repeat(201)}`)
    expect([long.status, long.errors?.[0]?.field]).toEqual([400, 'code'])
    expect((await ask('POST', `${path}/requeue`, { ids: [] })).status).toBe(400)
    expect((await ask('GET', '/destinations/dst_nope/status')).status).toBe(404)
    expect((await ask('GET', `/destinations/${id}/status`)).data.status.breaker).toBe('closed')
  })
})

describe('the books', () => {
  it('tell per source and destination what became of every event', async () => {
    const { id: sourceId } = await makeSource()
    const { id: destinationId } = await makeDestination(sourceId)
    deps.sourceMonitor = () => ({
      ...sourceMonitor,
      totals: async () => [
        {
          hours: {
            '2026-11-23T10': {
              [sourceId]: {
                received: 3,
                inPipeline: 1,
                events: {
                  [eventKey({ outcome: 'passed', code: '', type: 'track', name: 'A' })]: 2,
                },
                destinations: {
                  [routeKey({ destinationId, outcome: 'routed', code: '' })]: 2,
                },
              },
            },
          },
        },
      ],
    })
    deps.deliveryLog = () => ({
      ...deliveryLog,
      totals: async () => ({
        hours: {
          '2026-11-23T10': {
            [sourceId]: { routed: { '': 2 }, delivered: { OK: 1 }, pending: { '': 1 } },
          },
        },
      }),
      tests: async () => ({ '2026-11-23T11': { delivered: { OK: 2 }, failed: { '400': 1 } } }),
    })
    const query = `sourceId=${sourceId}&from=2026-11-23T09&to=2026-11-23T12:30:00Z`
    const { status, data } = await ask('GET', `/books?${query}`)
    expect(status).toBe(200)
    expect(data).toMatchObject({
      from: '2026-11-23T09',
      to: '2026-11-23T12',
      sources: [{ sourceId, received: 3, 'in pipeline': 1, balanced: true }],
      destinations: [{ destinationId, routed: 2, taken: 2, balanced: true }],
    })
    expect(data.destinations[0].tests).toMatchObject({
      sent: 3,
      outcomes: { delivered: { count: 2 }, failed: { count: 1, reasons: { '400': 1 } } },
      hours: [{ hour: '2026-11-23T11', sent: 3 }],
    })
    expect(data.sources[0].hours).toHaveLength(1)
    expect(data.destinations[0].hours[0].outcomes.delivered).toEqual({
      count: 1,
      reasons: { OK: 1 },
    })
  })

  it('refuse ranges that make no sense', async () => {
    for (const [query, field] of [
      ['from=yesterday', 'from'],
      ['from=2026-11-23T10&to=2026-11-23T10', 'to'],
      ['from=2026-01-01T00&to=2026-11-01T00', 'from'],
      ['from=2026-13-01T00', 'from'],
    ] as const) {
      expect(await ask('GET', `/books?${query}`)).toMatchObject({
        status: 400,
        errors: [{ field }],
      })
    }
    expect((await ask('GET', '/books?sourceId=src_nope')).status).toBe(404)
  })
})

describe('edits', () => {
  it('are on the audit trail', async () => {
    const { id } = await makeSource()
    await ask('PATCH', `/sources/${id}`, { enabled: false })
    const { data } = await ask('GET', `/audit-events?resourceId=${id}`)
    expect(data.events.map((event: { type: string }) => event.type)).toEqual([
      'Source Disabled',
      'Source Created',
    ])
    expect(data.events[0]).toMatchObject({ resourceType: 'SOURCE', resourceId: id })
    expect((await ask('GET', '/audit-events?startTime=never')).status).toBe(400)
  })

  it('at the same time all take effect', async () => {
    const { id } = await makeSource()
    const answers = await Promise.all([
      ask('PATCH', `/sources/${id}`, { name: 'New' }),
      ask('POST', `/sources/${id}/writekey`),
      ask('POST', '/destinations', { sourceId: id, metadataId: 'webhooks', settings: WEBHOOK }),
      makeSource(),
    ])
    expect(answers.slice(0, 3)).toMatchObject([{ status: 200 }, { status: 200 }, { status: 200 }])
    const config = await (await snapshot()).source(id)
    expect(config?.name).toBe('New')
    expect(config?.targets).toHaveLength(1)
  })

  it('leave snapshots that can be cleaned up, but for the newest', async () => {
    const { id } = await makeSource()
    await cleanUpSnapshots(env.DB, '2100-01-01T00:00:00.000Z')
    const { results } = await env.DB.prepare('SELECT version FROM snapshot_versions').all()
    expect(results).toHaveLength(1)
    expect((await (await snapshot()).source(id))?.sourceId).toBe(id)
  })
})
