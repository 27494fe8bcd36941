import type {
  Definition,
  DefinitionAction,
  DefinitionField,
} from '../../worker/destinations/segment-actions/definition.ts'
import { EVENT_TYPES, type EventType, eventOf } from './events.ts'
import { createRandom, pick, type Random, seedOf } from './random-values.ts'

type Json = Record<string, unknown>

/** One call of a definition: everything that both sides need, as plain data. */
export interface ParityCase {
  id: string
  key: string
  call: 'event' | 'batch' | 'test credentials'
  action: string
  events: Json[]
  mapping: Json
  settings: Json
  isOAuth: boolean
  env: Record<string, string>
  /** What the partner answers, to every request of the case. */
  status: number
}

type OperatorEnvOf = (
  key: string,
  settings: Json,
  oauth: { clientId: string; clientSecret: string },
) => Record<string, string>

export const OAUTH_CLIENT = { clientId: 'client-id', clientSecret: 'client-secret' }
const FAILURES = [400, 401, 429, 503]
const GENERATED = 9

/** Every action with its default mapping, its presets and generated mappings; batches; tests of credentials. */
export function casesOf(
  key: string,
  definition: Definition,
  operatorEnvOf: OperatorEnvOf,
): ParityCase[] {
  const cases: ParityCase[] = []
  const scheme = definition.authentication?.scheme
  const isOAuth = scheme === 'oauth2' || scheme === 'oauth-managed'
  const add = (
    name: string,
    rest: Omit<ParityCase, 'id' | 'key' | 'isOAuth' | 'env' | 'settings'>,
  ) => {
    const id = `${key} ${rest.action} ${name}`
    const random = createRandom(seedOf(id))
    const settings = settingsOf(definition, random)
    const env = operatorEnvOf(key, settings, OAUTH_CLIENT)
    cases.push({ id, key, isOAuth, env, settings, ...rest })
  }
  for (const [slug, action] of Object.entries(definition.actions)) {
    addActionCases(slug, action, add)
  }
  for (const [index, preset] of (definition.presets ?? []).entries()) {
    const action = definition.actions[preset.partnerAction]
    if (action === undefined) continue
    const type = typeIn(preset.subscribe)
    const mapping = { ...syncModeOf(action), ...preset.mapping }
    add(`preset ${index}`, {
      call: 'event',
      action: preset.partnerAction,
      events: [eventOf(type, index)],
      mapping,
      status: 200,
    })
  }
  if (definition.authentication?.testAuthentication !== undefined) {
    for (const status of [200, 401]) {
      add(`credentials ${status}`, {
        call: 'test credentials',
        action: '',
        events: [],
        mapping: {},
        status,
      })
    }
  }
  return cases
}

type Add = (
  name: string,
  rest: Omit<ParityCase, 'id' | 'key' | 'isOAuth' | 'env' | 'settings'>,
) => void

function addActionCases(slug: string, action: DefinitionAction, add: Add): void {
  for (const type of EVENT_TYPES) {
    const mapping = { ...syncModeOf(action), ...defaultsOf(action, createRandom(seedOf(slug))) }
    add(`default ${type}`, {
      call: 'event',
      action: slug,
      events: [eventOf(type, 1)],
      mapping,
      status: 200,
    })
  }
  const generated = (seed: number) =>
    generatedMapping(action, createRandom(seedOf(`${slug} ${seed}`)))
  for (let seed = 0; seed < GENERATED; seed++) {
    add(`generated ${seed}`, {
      call: 'event',
      action: slug,
      events: [eventOf(pick(createRandom(seed), EVENT_TYPES), seed)],
      mapping: generated(seed),
      status: 200,
    })
  }
  for (const status of FAILURES) {
    add(`answer ${status}`, {
      call: 'event',
      action: slug,
      events: [eventOf('track', 2)],
      mapping: generated(0),
      status,
    })
  }
  if (action.performBatch === undefined) return
  for (const status of [200, 400, 429, 503]) {
    add(`batch ${status}`, {
      call: 'batch',
      action: slug,
      events: [eventOf('track', 3), eventOf('identify', 4), eventOf('track', 5)],
      mapping: { ...generated(status), enable_batching: true },
      status,
    })
  }
  add('batch default', {
    call: 'batch',
    action: slug,
    events: [eventOf('track', 6), eventOf('track', 7)],
    mapping: {
      ...syncModeOf(action),
      ...defaultsOf(action, createRandom(seedOf(slug))),
      enable_batching: true,
    },
    status: 200,
  })
}

const typeIn = (trigger: string | undefined): EventType =>
  EVENT_TYPES.find((type) => trigger?.includes(type)) ?? 'track'

function syncModeOf({ syncMode }: DefinitionAction): Json {
  return syncMode === undefined ? {} : { __segment_internal_sync_mode: syncMode.default }
}

/** What a new mapping has, and something in what is required without a default. */
function defaultsOf({ fields }: DefinitionAction, random: Random): Json {
  const mapping: Json = {}
  for (const [name, field] of Object.entries(fields)) {
    if (field.default !== undefined) mapping[name] = field.default
    else if (field.required === true) mapping[name] = valueFor(name, field, random)
  }
  return mapping
}

function generatedMapping(action: DefinitionAction, random: Random): Json {
  const mapping: Json = {}
  const share = pick(random, [0.5, 0.8, 1])
  for (const [name, field] of Object.entries(action.fields)) {
    if (field.required !== true && random() > share) continue
    const usesDefault = field.default !== undefined && random() < 0.3
    mapping[name] = usesDefault ? field.default : valueFor(name, field, random)
  }
  const { syncMode, hooks = {} } = action
  if (syncMode !== undefined) {
    mapping.__segment_internal_sync_mode = pick(random, syncMode.choices).value
  }
  for (const hook of Object.keys(hooks)) {
    if (random() < 0.5) mapping[hook] = { inputs: {}, outputs: { id: 'hook-1', name: 'Hook' } }
  }
  return mapping
}

function settingsOf(definition: Definition, random: Random): Json {
  const settings: Json = {}
  for (const [name, field] of Object.entries(definition.authentication?.fields ?? {})) {
    // Forms fill them in.
    if (field.default !== undefined && random() < 0.7) settings[name] = field.default
    else if (field.required === true || field.default !== undefined || random() < 0.6) {
      settings[name] = valueFor(name, field, random)
    }
  }
  return settings
}

function valueFor(name: string, field: DefinitionField, random: Random, depth = 0): unknown {
  const one = () => oneValue(name, field, random, depth)
  return field.multiple === true ? [one(), one()] : one()
}

function oneValue(name: string, field: DefinitionField, random: Random, depth: number): unknown {
  if (field.choices !== undefined && field.choices.length > 0) {
    const choice = pick(random, field.choices)
    return typeof choice === 'object' ? choice.value : choice
  }
  switch (field.type) {
    case 'boolean':
      return random() < 0.5
    case 'integer':
      return Math.max(field.minimum ?? 1, Math.floor(random() * 40))
    case 'number':
      return pick(random, [1, 12.5, 1999])
    case 'datetime':
      return pick(random, ['2024-01-02T03:04:05.678Z', '2023-12-31', 1704164645])
    case 'object':
      return objectFor(field, random, depth)
    case 'password':
      // No two accounts share one: tokens are kept by them.
      if (field.format === undefined) return `secret-${Math.floor(random() * 1e9)}`
      return textFor(name, field, random)
    default:
      return textFor(name, field, random)
  }
}

function objectFor({ properties }: DefinitionField, random: Random, depth: number): Json {
  if (properties === undefined || depth > 3) {
    return { plan: 'pro', seats: 3, nested: { list: [1, 'two'] } }
  }
  const object: Json = {}
  for (const [name, field] of Object.entries(properties)) {
    if (field.required === true || random() < 0.7) {
      object[name] = valueFor(name, field, random, depth + 1)
    }
  }
  return object
}

/** By their names, so that most of what definitions check holds. */
const TEXTS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/e_?mail/i, ['jane@example.com', ' Jane.Doe+x@Example.COM ']],
  [/phone|mobile/i, ['+15551234567', '(555) 123-4567']],
  [/url|link|uri|endpoint|host|domain|referrer/i, ['https://www.example.com/page?a=b']],
  [/currency/i, ['USD', 'eur']],
  [/country/i, ['US', 'Germany']],
  [/(^|_)ip(_|$)|ipaddress/i, ['203.0.113.7']],
  [/date|time|birth|timestamp/i, ['2024-01-02T03:04:05.678Z', '1704164645']],
  [
    /user_?agent/i,
    ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36'],
  ],
  [/gender/i, ['f', 'male']],
  [/id$|_id|key|token|secret/i, ['1234567890', 'abc-123']],
  [/event/i, ['Order Completed', 'purchase']],
  [/price|value|amount|revenue|quantity|total/i, ['12.5']],
]

function textFor(name: string, field: DefinitionField, random: Random): string {
  switch (field.format) {
    case 'uri':
      return 'https://api.example.com/v1'
    case 'email':
      return 'jane@example.com'
    case 'uuid':
      return '5f9c8b0e-7d52-4c55-9d3f-3a1e0b8d9a11'
    case 'date':
      return '2024-01-02'
    case 'date-time':
      return '2024-01-02T03:04:05Z'
    case 'hostname':
      return 'events.example.com'
    default: {
      const known = TEXTS.find(([pattern]) => pattern.test(name))?.[1]
      return pick(random, known ?? ['text', 'Ünïcode & more', 'a b'])
    }
  }
}
