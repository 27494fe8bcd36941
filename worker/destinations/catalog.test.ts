import { expect, it } from 'vitest'
import { destinationCatalog } from './catalog.ts'
import { destinationKinds } from './kinds.ts'

it('what the API offers is what can be delivered to', () => {
  const slugs = destinationKinds.map(({ slug }) => slug)
  expect(new Set(slugs), 'kinds.ts lists what catalog.ts does').toEqual(
    new Set(destinationCatalog.keys()),
  )
  expect(new Set(slugs).size).toBe(slugs.length)
  expect(new Set(destinationKinds.map(({ id }) => id)).size).toBe(slugs.length)
  for (const kind of destinationKinds) {
    expect(destinationCatalog.get(kind.slug)?.metadata).toBe(kind)
  }
})
