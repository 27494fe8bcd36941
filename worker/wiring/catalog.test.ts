import { expect, it } from 'vitest'
import { makeCatalogDetail } from '../../test/builders/catalog-detail.ts'
import { actionsMetadata } from '../destinations/segment-actions/metadata.ts'
import { webhooksMetadata } from '../destinations/webhooks/settings.ts'
import { describeKind, readCatalogDetail } from './catalog.ts'

const detail = makeCatalogDetail()
const kinds = [
  webhooksMetadata as unknown as ReturnType<typeof actionsMetadata>,
  actionsMetadata({ id: 'o', ...detail }),
]
const assetsWith = (response: () => Response) => {
  const asked: string[] = []
  const fetch = async (url: string) => {
    asked.push(new URL(url).pathname)
    return response()
  }
  return { asked, fetch }
}

it('reads the entry that the build laid beside the dashboard', async () => {
  const assets = assetsWith(() => Response.json(detail))
  expect(await readCatalogDetail(assets, kinds, detail.slug)).toEqual(detail)
  expect(assets.asked).toEqual(['/catalog/actions-orderly.json'])
})

it('asks for nothing but kinds that have actions', async () => {
  const assets = assetsWith(() => Response.json(detail))
  for (const slug of ['webhooks', 'unknown', '../secret', '']) {
    expect(await readCatalogDetail(assets, kinds, slug)).toBeNull()
  }
  expect(assets.asked).toEqual([])
})

it.each([
  ['is missing', () => new Response('', { status: 404 })],
  [
    'is answered with a page',
    () => new Response('<html>', { headers: { 'content-type': 'text/html' } }),
  ],
])('says so when an entry %s', async (_, response) => {
  await expect(readCatalogDetail(assetsWith(response), kinds, detail.slug)).rejects.toThrow(
    'actions-orderly',
  )
})

it('tells routing which kinds have actions', () => {
  expect(describeKind(kinds, detail.slug)).toMatchObject({
    integrationName: detail.name,
    hasActions: true,
  })
  expect(describeKind(kinds, 'webhooks')).toMatchObject({ hasActions: false })
  expect(describeKind(kinds, 'unknown')).toBeUndefined()
})
