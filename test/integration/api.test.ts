import { env } from 'cloudflare:workers'
import * as v from 'valibot'
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  destinationMetadataSchema,
  sourceMetadataSchema,
} from '../../worker/api/contract/catalog.ts'
import { paginationSchema } from '../../worker/api/contract/envelope.ts'
import { cleanUpSnapshots } from '../../worker/db/clean-up-snapshots.ts'
import { sha256Hex } from '../../worker/platform/sha256.ts'
import {
  ask,
  deps,
  makeDestination,
  makeSource,
  renewDeps,
  snapshot,
  WEBHOOK,
} from './support/api-client.ts'
import { background, bootstrap } from './support/app.ts'

const READER = 'hwt_reader'

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

beforeEach(renewDeps)

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
