import * as v from 'valibot'
import type { SettingDetail } from '../../domain/catalog/destination-detail.ts'
import { isOAuthScheme, OAUTH_SETTINGS } from '../../domain/catalog/oauth-settings.ts'
import type { DestinationMetadata, SettingField } from '../destination.ts'
import type { ActionKind } from './kinds.gen.js'

type Settings = Record<string, unknown>

const MAX_SETTING_CHARS = 8192
const MASK = '••••'
const ALL_TYPES = ['track', 'identify', 'page', 'screen', 'group', 'alias']

type Kind = Pick<
  ActionKind,
  'id' | 'slug' | 'name' | 'description' | 'website' | 'categories' | 'scheme' | 'settings'
>

/** A destination of the open-source catalog as all three Workers see it. */
export function actionsMetadata(kind: Kind): DestinationMetadata<Settings> {
  const settings = settingsOf(kind)
  let schema: v.GenericSchema<unknown, Settings> | undefined
  const secrets = settings.filter(({ secret }) => secret).map(({ key }) => key)
  return {
    id: kind.id,
    slug: kind.slug,
    name: kind.name,
    description: kind.description,
    website: kind.website,
    categories: kind.categories,
    supportedTypes: ALL_TYPES,
    hasActions: true,
    settings: Object.fromEntries(settings.map((setting) => [setting.key, fieldOf(setting)])),
    // Made when first used: there are some two hundred of them, and every isolate starts with all.
    get settingsSchema() {
      schema ??= settingsSchema(settings)
      return schema
    },
    mask: (given) =>
      Object.fromEntries(secrets.filter((key) => isGiven(given[key])).map((key) => [key, MASK])),
  }
}

/** Its own settings and, where it signs in with OAuth, what that needs. */
function settingsOf({ scheme, settings }: Kind): readonly SettingDetail[] {
  if (!isOAuthScheme(scheme)) return settings
  const keys = new Set(settings.map(({ key }) => key))
  return [...settings, ...OAUTH_SETTINGS.filter(({ key }) => !keys.has(key))]
}

function fieldOf(detail: SettingDetail): SettingField {
  const { label, description, type, required, secret, namesHost, choices } = detail
  return {
    label,
    description,
    type,
    required,
    secret,
    ...(namesHost && { namesHost }),
    ...(choices && {
      choices: choices.map(({ value, label }) => ({ value: String(value), label })),
    }),
    ...(detail.default !== undefined && { default: detail.default }),
  }
}

/** An empty text counts as none: that is what a form that was not filled in sends. */
function settingsSchema(settings: readonly SettingDetail[]): v.GenericSchema<unknown, Settings> {
  const entries = Object.fromEntries(settings.map((setting) => [setting.key, valueSchema(setting)]))
  return v.pipe(
    v.record(v.string(), v.unknown()),
    v.transform((given) =>
      Object.fromEntries(Object.entries(given).filter(([, value]) => isGiven(value))),
    ),
    v.strictObject(entries),
  )
}

function valueSchema(setting: SettingDetail): v.GenericSchema {
  const schema = typeSchema(setting)
  if (setting.default !== undefined && setting.default !== '') {
    return v.optional(schema, setting.default as never)
  }
  return setting.required ? schema : v.optional(schema)
}

function typeSchema({ type, choices, secret }: SettingDetail): v.GenericSchema {
  switch (type) {
    case 'number':
      return v.union([v.number(), v.pipe(v.string(), v.transform(Number), v.number())])
    case 'boolean':
      return v.union([
        v.boolean(),
        v.pipe(
          v.picklist(['true', 'false']),
          v.transform((text) => text === 'true'),
        ),
      ])
    case 'string': {
      const text = secret
        ? v.pipe(v.string(), v.maxLength(MAX_SETTING_CHARS))
        : v.pipe(v.string(), v.trim(), v.maxLength(MAX_SETTING_CHARS))
      const allowed = choices?.map(({ value }) => String(value)) ?? []
      if (allowed.length === 0) return text
      return v.pipe(
        text,
        v.check((value) => allowed.includes(value), 'must be one of the choices'),
      )
    }
    default:
      throw new Error(`a setting has the unknown type ${String(type satisfies never)}`)
  }
}

const isGiven = (value: unknown): boolean =>
  value !== undefined && value !== null && !(typeof value === 'string' && value.trim() === '')
