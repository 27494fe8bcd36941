import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { describe, expect, it, vi } from 'vitest'
import { destinationKinds } from '../../../../worker/destinations/kinds.ts'
import type { CatalogOption } from '../../api/catalog.ts'
import { SettingsFields } from './settings-fields.tsx'

// Selects ask the page for its nonce, and here is no page.
vi.mock('../../nonce.ts', () => ({ nonce: undefined }))
vi.hoisted(() => vi.stubGlobal('window', { location: { hostname: 'shop.example' } }))

const optionsOf = (kind: (typeof destinationKinds)[number]): CatalogOption[] =>
  Object.entries(kind.settings).map(([name, field]) => ({
    name,
    type: field.type,
    required: field.required,
    label: field.label,
    description: field.description,
    secret: field.secret,
    ...(field.choices && { choices: [...field.choices] }),
  }))

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#x27;')

describe('the settings form', () => {
  it('knows the whole catalog', () => {
    expect(destinationKinds.length).toBeGreaterThan(196)
  })

  it.each(destinationKinds.map((kind) => [kind.slug, kind] as const))(
    'of %s shows each setting',
    (slug, kind) => {
      const options = optionsOf(kind)
      const html = renderToString(
        createElement(SettingsFields, {
          kind: slug,
          options,
          draft: {},
          original: {},
          errors: {},
          onChange: () => {},
        }),
      )
      for (const { label, name } of options) expect(html).toContain(escaped(label || name))
    },
  )
})
