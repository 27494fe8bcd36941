import * as v from 'valibot'

/** What `npm start` prints of the demo workspace. */
export interface Demo {
  websiteWriteKey: string
  serverWriteKey: string
  serverSourceId: string
}

const sourceSchema = v.object({
  id: v.string(),
  slug: v.string(),
  writeKeys: v.array(v.string()),
})
type Source = v.InferOutput<typeof sourceSchema>

const listSchema = v.object({ data: v.object({ sources: v.array(sourceSchema) }) })
const createdSchema = v.object({ data: v.object({ source: sourceSchema }) })
const catalogSchema = v.object({
  data: v.object({
    sourcesCatalog: v.array(v.object({ id: v.string(), slug: v.string() })),
  }),
})

const WEBSITE = { slug: 'demo-website', name: 'Demo website', catalogSlug: 'javascript' }
const SERVER = { slug: 'demo-server', name: 'Demo server', catalogSlug: 'node-js' }

/**
 * One source for a website and one for a server, made over the management API like anybody's. Sources
 * that are there already are left as they are. @throws with the API's answer when it refuses.
 */
export async function seedDemo(origin: string, apiToken: string): Promise<Demo> {
  const call = apiClient(origin, apiToken)
  const { sources } = v.parse(listSchema, await call('GET', '/sources?pagination[count]=200')).data
  const website = await ensureSource(call, sources, WEBSITE)
  const server = await ensureSource(call, sources, SERVER)
  return {
    websiteWriteKey: writeKey(website),
    serverWriteKey: writeKey(server),
    serverSourceId: server.id,
  }
}

type ApiCall = (method: string, path: string, body?: unknown) => Promise<unknown>

async function ensureSource(
  call: ApiCall,
  sources: Source[],
  wanted: typeof WEBSITE,
): Promise<Source> {
  const existing = sources.find((source) => source.slug === wanted.slug)
  if (existing !== undefined) return existing
  const catalog = v.parse(
    catalogSchema,
    await call('GET', '/catalog/sources?pagination[count]=200'),
  )
  const metadata = catalog.data.sourcesCatalog.find((entry) => entry.slug === wanted.catalogSlug)
  if (metadata === undefined) throw new Error(`the catalog has no source ${wanted.catalogSlug}`)
  const created = await call('POST', '/sources', {
    slug: wanted.slug,
    name: wanted.name,
    enabled: true,
    metadataId: metadata.id,
    settings: {},
  })
  return v.parse(createdSchema, created).data.source
}

function writeKey(source: Source): string {
  const key = source.writeKeys[0]
  // Its owner removed it on purpose; the service is usable all the same.
  return key ?? `(none: add one with POST /api/sources/${source.id}/writekey)`
}

function apiClient(origin: string, apiToken: string): ApiCall {
  return async (method, path, body) => {
    const response = await fetch(`${origin}/api${path}`, {
      method,
      headers: { authorization: `Bearer ${apiToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) {
      throw new Error(`${method} /api${path} answered ${response.status}: ${text.slice(0, 500)}`)
    }
    return JSON.parse(text)
  }
}
