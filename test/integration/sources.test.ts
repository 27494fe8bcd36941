import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sha256Hex } from '../../worker/platform/sha256.ts'
import { ask, makeSource, renewDeps, snapshot } from './support/api-client.ts'
import { bootstrap } from './support/app.ts'

beforeAll(bootstrap)
beforeEach(renewDeps)

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
