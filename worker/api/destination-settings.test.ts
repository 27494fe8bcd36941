import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import type { DestinationKind, SettingField } from './api-deps.ts'
import { type CurrentSettings, planSettings } from './destination-settings.ts'

const field = (overrides: Partial<SettingField> = {}): SettingField => ({
  label: '',
  description: '',
  type: 'string',
  required: false,
  secret: false,
  ...overrides,
})

const kind: DestinationKind = {
  id: 'k',
  slug: 'k',
  name: 'K',
  description: '',
  website: '',
  categories: [],
  supportedTypes: ['track'],
  settings: {
    region: field({ namesHost: true }),
    size: field({ type: 'number' }),
    apiKey: field({ secret: true, required: true }),
    password: field({ secret: true }),
  },
  settingsSchema: v.strictObject({
    region: v.optional(v.picklist(['eu', 'us']), 'us'),
    size: v.optional(v.number(), 5),
    apiKey: v.pipe(v.string(), v.trim(), v.minLength(3)),
    password: v.optional(v.string()),
  }),
  mask: (settings) => (settings.apiKey === undefined ? {} : { apiKey: 'k••••' }),
}

const none: CurrentSettings = { settings: {}, masked: {} }
const stored: CurrentSettings = {
  settings: { region: 'us', size: 7 },
  masked: { apiKey: 'k••••', password: '••••' },
}

describe('settings of a new destination', () => {
  it('are split into public ones, with defaults, and secrets', () => {
    expect(planSettings(kind, none, { apiKey: ' key1 ', size: 9 })).toEqual({
      ok: true,
      value: {
        settings: { region: 'us', size: 9 },
        secrets: { apiKey: 'key1' },
        kept: [],
        masked: { apiKey: 'k••••' },
      },
    })
  })

  it('are refused with one error per field', () => {
    const plan = planSettings(kind, none, { size: 'big', region: 'mars' })
    expect(plan.ok).toBe(false)
    if (plan.ok) return
    expect(plan.error.map((error) => error.field).sort()).toEqual([
      'settings.apiKey',
      'settings.region',
      'settings.size',
    ])
  })

  it('are refused when the destination does not know one', () => {
    expect(planSettings(kind, none, { apiKey: 'key1', colour: 'red' })).toMatchObject({
      error: [{ type: 'bad-request', field: 'settings.colour' }],
    })
  })
})

describe('an edit of settings', () => {
  it('leaves alone what it does not name, sealed secrets too', () => {
    expect(planSettings(kind, stored, { size: 8 })).toEqual({
      ok: true,
      value: {
        settings: { region: 'us', size: 8 },
        secrets: {},
        kept: ['apiKey', 'password'],
        masked: stored.masked,
      },
    })
  })

  it('replaces one secret and keeps the other', () => {
    expect(planSettings(kind, stored, { password: 'new' })).toMatchObject({
      value: { secrets: { password: 'new' }, kept: ['apiKey'], masked: { password: '••••' } },
    })
  })

  it('still checks a secret that it brings', () => {
    expect(planSettings(kind, stored, { apiKey: 'x' })).toMatchObject({
      error: [{ field: 'settings.apiKey' }],
    })
  })

  it('takes a stand-in for what it stands for', () => {
    const edit = { region: 'us', size: 7, apiKey: 'k••••', password: '••••' }
    expect(planSettings(kind, stored, edit)).toMatchObject({
      value: { secrets: {}, kept: ['apiKey', 'password'] },
    })
  })

  it('clears a setting for null or empty text, unless it is required', () => {
    expect(planSettings(kind, stored, { size: null, password: '' })).toMatchObject({
      value: { settings: { region: 'us', size: 5 }, kept: ['apiKey'], masked: { apiKey: 'k••••' } },
    })
    expect(planSettings(kind, stored, { apiKey: null })).toMatchObject({
      error: [{ field: 'settings.apiKey' }],
    })
  })

  it('forgets the secrets that it does not bring when the host changes', () => {
    expect(planSettings(kind, stored, { region: 'eu', apiKey: 'key2' })).toMatchObject({
      value: { secrets: { apiKey: 'key2' }, kept: [], masked: { apiKey: 'k••••' } },
    })
    expect(planSettings(kind, stored, { region: 'eu' })).toMatchObject({
      error: [{ field: 'settings.apiKey' }],
    })
  })

  it('does not take names that every object has for settings', () => {
    expect(planSettings(kind, stored, { constructor: 1 })).toMatchObject({
      error: [{ field: 'settings.constructor' }],
    })
  })
})
