import { readdirSync, readFileSync } from 'node:fs'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { isTooMuch } from '../db/queries/destination-mappings.ts'
import type { CatalogDetail } from '../domain/catalog/destination-detail.ts'
import { findMixed } from '../domain/fql/find-mixed.ts'
import { parseFql } from '../domain/fql/parse.ts'
import { defaultMapping } from '../domain/mapping/default-mapping.ts'
import { findMappingProblems } from '../domain/mapping/find-problems.ts'
import type { ApiDeps, DestinationKind } from './api-deps.ts'
import { findAction } from './check-mapping.ts'
import { destinationMetadataSchema } from './contract/catalog.ts'
import { showAction, showPresets } from './show-actions.ts'
import { startingMappings } from './starting-mappings.ts'

/** Every entry of the catalog as it was built. */
const FOLDER = '.build/catalog'
const details = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json') && name !== 'index.json')
  .map((name) => JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8')) as CatalogDetail)

const starting = async (detail: CatalogDetail) => {
  const deps = { catalogDetail: async () => detail } as Partial<ApiDeps> as ApiDeps
  const kind = { slug: detail.slug, name: detail.name } as DestinationKind
  const result = await startingMappings(deps, kind, undefined)
  if (!result.ok) throw new Error(result.error[0].message)
  return result.value
}

describe.each(details.map((detail) => [detail.slug, detail] as const))('%s', (_, detail) => {
  it('begins with mappings that may be stored', async () => {
    const mappings = await starting(detail)
    expect(mappings.every(({ enabled }) => enabled)).toBe(true)
    expect(isTooMuch(mappings)).toBe(false)
    for (const { action: slug, trigger, mapping } of mappings) {
      const action = findAction(detail, slug)
      expect(action).toBeDefined()
      expect(findMixed(trigger)).toBeNull()
      if (action) expect(findMappingProblems(action, mapping)).toEqual([])
    }
  })

  it('has actions whose defaults make a mapping, with triggers that can be read', () => {
    for (const action of detail.actions) {
      expect(findMappingProblems(action, defaultMapping(action))).toEqual([])
      if (action.defaultTrigger !== '') expect(parseFql(action.defaultTrigger).ok).toBe(true)
    }
  })

  it('is shown in the shape of the upstream API', () => {
    const { actions, presets } = destinationMetadataSchema.entries
    v.parse(actions, JSON.parse(JSON.stringify(detail.actions.map((a) => showAction(detail, a)))))
    v.parse(presets, showPresets(detail))
  })
})

it('the catalog is there', () => {
  expect(details.length).toBeGreaterThan(100)
})
