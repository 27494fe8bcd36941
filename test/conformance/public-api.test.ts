import {
  AuditTrailApi,
  CatalogApi,
  type CreateDestinationV1Input,
  type CreateSourceV1Input,
  DestinationsApi,
  type DestinationV1,
  type HttpError,
  SourcesApi,
  type SourceV1,
  WorkspacesApi,
} from '@segment/public-api-sdk-typescript'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOf, present } from '../harness/official-client.ts'
import { type Service, startService } from '../harness/service.ts'

/** The official client of the upstream API, unmodified, with nothing changed but its base path. */

let service: Service
let workspaces: WorkspacesApi
let sources: SourcesApi
let destinations: DestinationsApi
let catalog: CatalogApi
let audit: AuditTrailApi

beforeAll(async () => {
  service = await startService()
  const client = clientOf(service)
  workspaces = client(WorkspacesApi)
  sources = client(SourcesApi)
  destinations = client(DestinationsApi)
  catalog = client(CatalogApi)
  audit = client(AuditTrailApi)
})
afterAll(() => service?.stop())

let n = 0
async function createSource(overrides: Partial<CreateSourceV1Input> = {}): Promise<SourceV1> {
  const input = { slug: `sdk-source-${n++}`, enabled: true, metadataId: 'javascript', ...overrides }
  const { body, response } = await sources.createSource(input)
  expect(response.statusCode).toBe(201)
  return present(body.data).source
}

async function createDestination(
  sourceId: string,
  overrides: Partial<CreateDestinationV1Input> = {},
): Promise<DestinationV1> {
  const { body } = await destinations.createDestination({
    sourceId,
    metadataId: 'webhooks',
    settings: { hooks: [{ hook: 'https://hooks.example.com/private' }], sharedSecret: 'hush' },
    ...overrides,
  })
  return present(body.data).destination
}

/** What the client throws for a refused call. */
async function refusalOf(promise: Promise<unknown>) {
  const error = await promise.then(
    () => {
      throw new Error('the call was not refused')
    },
    (thrown: unknown) => thrown,
  )
  // The package holds its error class more than once, so `instanceof` does not tell.
  if (!(error instanceof Error) || error.name !== 'HttpError') throw error
  const { statusCode, body } = error as HttpError
  return {
    status: statusCode,
    errors: body.errors as { type: string; message: string; field?: string }[],
  }
}

describe('the workspace', () => {
  it('is the one of the token', async () => {
    const { body } = await workspaces.getWorkspace()
    expect(present(body.data).workspace).toMatchObject({
      slug: 'test-workspace',
      name: 'Test workspace',
    })
  })
})

describe('the catalogs', () => {
  it('list sources page by page, and each by its id', async () => {
    const slugs: string[] = []
    let cursor: string | undefined
    for (let page = 0; page < 20; page++) {
      const { body } = await catalog.getSourcesCatalog({ count: 5, ...(cursor && { cursor }) })
      const data = present(body.data)
      slugs.push(...data.sourcesCatalog.map((kind) => kind.slug))
      cursor = data.pagination.next ?? undefined
      if (cursor === undefined) {
        expect(slugs).toHaveLength(present(data.pagination.totalEntries))
        break
      }
    }
    expect(slugs).toEqual(expect.arrayContaining(['javascript', 'http-api', 'node-js']))
    const { body } = await catalog.getSourcesCatalog({ count: 1 })
    const [first] = present(body.data).sourcesCatalog
    const one = await catalog.getSourceMetadata(present(first).id)
    expect(present(one.body.data).sourceMetadata).toEqual(first)
  })

  it('list destinations, and each by its id', async () => {
    const { body } = await catalog.getDestinationsCatalog({ count: 100 })
    const webhooks = present(
      present(body.data).destinationsCatalog.find((kind) => kind.slug === 'webhooks'),
    )
    expect(webhooks).toMatchObject({ name: 'Webhooks', status: 'PUBLIC' })
    const one = await catalog.getDestinationMetadata(webhooks.id)
    expect(present(one.body.data).destinationMetadata).toEqual(webhooks)
  })
})

describe('sources', () => {
  it('are created, read, updated, listed and deleted', async () => {
    const source = await createSource()
    expect(source).toMatchObject({ enabled: true, metadata: { slug: 'javascript' }, labels: [] })
    expect(source.writeKeys).toHaveLength(1)
    const read = await sources.getSource(source.id)
    expect(present(read.body.data).source).toEqual(source)
    const updated = await sources.updateSource(source.id, { name: 'Renamed', enabled: false })
    expect(present(updated.body.data).source).toMatchObject({ name: 'Renamed', enabled: false })
    const list = await sources.listSources({ count: 200 })
    expect(present(list.body.data).sources.map(({ id }) => id)).toContain(source.id)
    const deleted = await sources.deleteSource(source.id)
    expect(present(deleted.body.data).status).toBe('SUCCESS')
    expect(await refusalOf(sources.getSource(source.id))).toMatchObject({
      status: 404,
      errors: [{ type: 'not-found' }],
    })
  })

  it('gain and lose write keys', async () => {
    const source = await createSource()
    const [first = ''] = source.writeKeys
    const added = await sources.createWriteKeyForSource(source.id)
    const keys = present(added.body.data).source.writeKeys
    expect(keys).toHaveLength(2)
    const removed = await sources.removeWriteKeyFromSource(source.id, first)
    expect(present(removed.body.data).status).toBe('SUCCESS')
    const read = await sources.getSource(source.id)
    expect(present(read.body.data).source.writeKeys).toEqual(keys.slice(1))
  })
})

describe('destinations', () => {
  it('are created, read, updated, listed and deleted, without showing a secret', async () => {
    const source = await createSource()
    const destination = await createDestination(source.id, { name: 'Hook' })
    expect(destination).toMatchObject({ name: 'Hook', enabled: false, sourceId: source.id })
    expect(JSON.stringify(destination)).not.toMatch(/private|hush/)
    const read = await destinations.getDestination(destination.id)
    expect(present(read.body.data).destination).toEqual(destination)
    const updated = await destinations.updateDestination(destination.id, {
      enabled: true,
      settings: { batch: true },
    })
    expect(present(updated.body.data).destination).toMatchObject({
      enabled: true,
      settings: { ...destination.settings, batch: true },
    })
    const list = await destinations.listDestinations({ count: 200 })
    expect(present(list.body.data).destinations.map(({ id }) => id)).toContain(destination.id)
    const connected = await sources.listConnectedDestinationsFromSource(source.id, { count: 10 })
    expect(present(connected.body.data).destinations.map(({ id }) => id)).toEqual([destination.id])
    const deleted = await destinations.deleteDestination(destination.id)
    expect(present(deleted.body.data).status).toBe('SUCCESS')
    expect(await refusalOf(destinations.getDestination(destination.id))).toMatchObject({
      status: 404,
    })
  })

  it('are refused with the setting that is wrong', async () => {
    const source = await createSource()
    const refusal = await refusalOf(createDestination(source.id, { settings: { hooks: [] } }))
    expect(refusal).toMatchObject({
      status: 400,
      errors: [{ type: 'bad-request', field: 'settings.hooks' }],
    })
  })
})

describe('errors', () => {
  it('have the upstream shape', async () => {
    const source = await createSource()
    const taken = await refusalOf(createSource({ slug: source.slug }))
    expect(taken).toMatchObject({ status: 409, errors: [{ type: 'conflict', field: 'slug' }] })
    const unknown = await refusalOf(createSource({ metadataId: 'nope' }))
    expect(unknown).toMatchObject({ status: 400, errors: [{ field: 'metadataId' }] })
    const cursor = await refusalOf(sources.listSources({ count: 10, cursor: '???' }))
    expect(cursor).toMatchObject({ status: 400, errors: [{ field: 'pagination[cursor]' }] })
    const stranger = new WorkspacesApi(`${service.origin}/api`)
    stranger.accessToken = 'wrong'
    expect(await refusalOf(stranger.getWorkspace())).toMatchObject({
      status: 401,
      errors: [{ type: 'unauthorized' }],
    })
  })
})

describe('the audit trail', () => {
  it('tells of an edit', async () => {
    const source = await createSource()
    const { body } = await audit.listAuditEvents({ count: 10 }, undefined, undefined, source.id)
    expect(present(body.data).events).toMatchObject([
      { type: 'Source Created', resourceId: source.id, resourceType: 'SOURCE' },
    ])
  })
})

describe('what the API has beside the upstream one', () => {
  const get = async (path: string) => {
    const headers = { authorization: `Bearer ${service.apiToken}` }
    const response = await fetch(service.origin + path, { headers })
    return { status: response.status, headers: response.headers, text: await response.text() }
  }

  it('gives the set-up text of a source, with its key and this host in it', async () => {
    const source = await createSource()
    const { text } = await get(`/api/sources/${source.id}/setup`)
    const { setup } = JSON.parse(text).data
    expect(setup.text).toContain(source.writeKeys[0])
    expect(setup.text).toContain(new URL(service.origin).host)
  })

  it('tells the books and the state of a source and a destination that saw nothing yet', async () => {
    const source = await createSource()
    const destination = await createDestination(source.id)
    const books = await get(`/api/books?sourceId=${source.id}`)
    expect(JSON.parse(books.text).data).toMatchObject({
      sources: [{ sourceId: source.id, received: 0, balanced: true }],
      destinations: [{ destinationId: destination.id, routed: 0, balanced: true }],
    })
    const status = await get(`/api/destinations/${destination.id}/status`)
    expect(JSON.parse(status.text).data.status).toMatchObject({ pending: 0, breaker: 'closed' })
    const failed = await get(`/api/destinations/${destination.id}/failed-deliveries`)
    expect(JSON.parse(failed.text).data).toMatchObject({
      failedDeliveries: [],
      pagination: { totalEntries: 0 },
    })
  })

  it('says that it is healthy, and keeps programs from being given a page', async () => {
    expect((await get('/healthz')).status).toBe(200)
    for (const path of ['/api/nothing', '/auth/nothing', '/profiles/v1/nothing', '/live/nothing']) {
      const { status, headers } = await get(path)
      expect([path, status]).toEqual([path, 404])
      expect(headers.get('content-type')).toContain('application/json')
    }
  })
})
