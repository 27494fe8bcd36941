import { eventually } from './eventually.ts'
import type { Service } from './service.ts'

export interface TestSource {
  id: string
  writeKey: string
}

/** The management API of a started service, as far as tests need it to set the scene. */
export interface Workspace {
  /** @throws with the answer when it is not 2xx. */
  call<T = unknown>(method: string, path: string, body?: unknown): Promise<T>
  createSource(catalogSlug?: string, settings?: Record<string, unknown>): Promise<TestSource>
  /**
   * Waits until the collector knows the key. Only needed after it has been asked for something: its
   * first look into the configuration sees everything, later ones may be some seconds old.
   */
  waitUntilKnown(source: TestSource): Promise<void>
  /** Sends events of the source in one call. @throws when it is not taken. */
  send(source: TestSource, batch: readonly unknown[]): Promise<void>
  /** A webhooks destination; answers its id. */
  createWebhook(
    source: TestSource,
    url: string,
    settings?: Record<string, unknown>,
  ): Promise<string>
}

interface CatalogEntry {
  id: string
  slug: string
}

let lastNumber = 0

export function openWorkspace(service: Pick<Service, 'origin' | 'apiToken'>): Workspace {
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${service.origin}/api${path}`, {
      method,
      headers: {
        authorization: `Bearer ${service.apiToken}`,
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} /api${path}: ${response.status} ${text}`)
    return JSON.parse(text) as T
  }

  const metadataId = async (kind: 'sources' | 'destinations', slug: string): Promise<string> => {
    const answer = await call<{ data: Record<string, CatalogEntry[]> }>(
      'GET',
      `/catalog/${kind}?pagination[count]=200`,
    )
    const entry = answer.data[`${kind}Catalog`]?.find((candidate) => candidate.slug === slug)
    if (entry === undefined) throw new Error(`no ${slug} among the ${kind} of the catalog`)
    return entry.id
  }

  return {
    call,
    createSource: async (catalogSlug = 'http-api', settings = {}) => {
      lastNumber += 1
      const { data } = await call<{ data: { source: { id: string; writeKeys: string[] } } }>(
        'POST',
        '/sources',
        {
          slug: `test-${catalogSlug}-${lastNumber}`,
          enabled: true,
          metadataId: await metadataId('sources', catalogSlug),
          settings,
        },
      )
      const writeKey = data.source.writeKeys[0]
      if (writeKey === undefined) throw new Error('the new source has no write key')
      return { id: data.source.id, writeKey }
    },
    waitUntilKnown: async (source) => {
      await eventually('the collector knows the key', async () => {
        const response = await fetch(`${service.origin}/v1/projects/${source.writeKey}/settings`)
        await response.body?.cancel()
        return response.status === 200 ? true : undefined
      })
    },
    send: async (source, batch) => {
      const response = await fetch(`${service.origin}/v1/batch`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${source.writeKey}:`)}` },
        body: JSON.stringify({ batch }),
      })
      const text = await response.text()
      if (response.status !== 200) throw new Error(`a batch: ${response.status} ${text}`)
    },
    createWebhook: async (source, url, settings = {}) => {
      lastNumber += 1
      const { data } = await call<{ data: { destination: { id: string } } }>(
        'POST',
        '/destinations',
        {
          sourceId: source.id,
          metadataId: await metadataId('destinations', 'webhooks'),
          enabled: true,
          name: `Webhook ${lastNumber}`,
          settings: { hooks: [{ hook: url }], ...settings },
        },
      )
      return data.destination.id
    },
  }
}
