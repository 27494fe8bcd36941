/** What the catalog says about a definition: its fields as data, its functions left out. */
import { factsOf, settingMarksOf } from '../../worker/destinations/segment-actions/catalog-facts.ts'
import type {
  Definition,
  DefinitionAction,
  DefinitionConditions,
  DefinitionField,
} from '../../worker/destinations/segment-actions/definition.ts'
import { OAUTH_APPS } from '../../worker/destinations/segment-actions/oauth-apps.ts'
import type {
  ActionDetail,
  ActionField,
  CatalogDetail,
  CatalogSummary,
  FieldChoice,
  FieldConditions,
  FieldType,
  PresetDetail,
  SettingDetail,
} from '../../worker/domain/catalog/destination-detail.ts'
import { parseFql } from '../../worker/domain/fql/parse.ts'
import { printFql } from '../../worker/domain/fql/print.ts'

export function detailOf(key: string, definition: Definition): CatalogDetail {
  const { authentication, actions } = definition
  const scheme = authentication?.scheme ?? 'none'
  const isOAuth = scheme === 'oauth2' || scheme === 'oauth-managed'
  const facts = factsOf(key)
  return {
    key,
    slug: slugOf(key, definition),
    name: definition.name,
    description: definition.description ?? facts.description ?? '',
    website: facts.website ?? '',
    categories: [...(facts.categories ?? [])],
    kind: 'actions',
    scheme,
    settings: settingsOf(key, definition),
    actions: Object.entries(actions).map(([slug, action]) => actionOf(slug, action)),
    presets: presetsOf(key, definition),
    ...(isOAuth && { oauth: OAUTH_APPS[key] ?? { scopes: [] } }),
    testsCredentials: authentication?.testAuthentication !== undefined,
    deletesUsers: definition.onDelete !== undefined,
  }
}

function presetsOf(key: string, { actions, presets = [] }: Definition): PresetDetail[] {
  return (
    presets
      // Some are for the browser's half of a destination, whose actions are not in the package.
      .filter(({ partnerAction }) => actions[partnerAction] !== undefined)
      .map(({ name, partnerAction, subscribe, mapping = {}, type }) => ({
        actionSlug: partnerAction,
        name,
        trigger: triggerOf(key, subscribe),
        mapping,
        type,
      }))
  )
}

export function summaryOf(detail: CatalogDetail): CatalogSummary {
  const { key, slug, name, description, website, categories, kind, scheme, actions } = detail
  return {
    key,
    slug,
    name,
    description,
    website,
    categories,
    kind,
    scheme,
    actions: actions.map((action) => ({ slug: action.slug, name: action.name })),
  }
}

export function slugOf(key: string, { slug }: Definition): string {
  if (slug === undefined || !/^[a-z0-9][a-z0-9_-]*$/i.test(slug)) {
    throw new Error(`${key} has no slug that can be part of an address`)
  }
  return slug
}

function settingsOf(key: string, { authentication }: Definition): SettingDetail[] {
  return Object.entries(authentication?.fields ?? {}).map(([name, field]): SettingDetail => {
    const marks = settingMarksOf(key, name, field)
    return {
      key: name,
      label: field.label ?? name,
      description: field.description ?? '',
      type: field.type === 'number' || field.type === 'boolean' ? field.type : 'string',
      required: field.required === true,
      ...marks,
      ...(field.multiple === true && { multiple: true }),
      ...choicesOf(field),
      ...(field.default !== undefined && { default: field.default }),
      ...(field.format !== undefined && { format: field.format }),
      ...(field.depends_on !== undefined && { dependsOn: conditionsOf(field.depends_on) }),
    }
  })
}

function actionOf(slug: string, action: DefinitionAction): ActionDetail {
  const { syncMode, hooks = {} } = action
  return {
    slug,
    name: action.title,
    description: action.description ?? '',
    defaultTrigger: triggerOf(slug, action.defaultSubscription),
    hidden: action.hidden === true,
    fields: fieldsOf(withBatching(action)),
    supportsBatch: action.performBatch !== undefined,
    ...(syncMode !== undefined && {
      syncMode: {
        label: syncMode.label,
        description: syncMode.description,
        default: syncMode.default,
        choices: syncMode.choices.map(({ value, label }) => ({ value, label })),
      },
    }),
    hooks: Object.entries(hooks).map(([name, hook]) => ({
      name,
      label: hook.label,
      description: hook.description,
      fields: fieldsOf(hook.inputFields ?? {}),
    })),
  }
}

/**
 * Two in three actions that can take events together have a field for it; the others are given it here. Not
 * in the definition itself: some of them send every field on, and there it is removed as unknown.
 */
function withBatching({ fields, performBatch }: DefinitionAction): typeof fields {
  if (performBatch === undefined || fields.enable_batching !== undefined) return fields
  return { ...fields, enable_batching: ENABLE_BATCHING }
}

const ENABLE_BATCHING: DefinitionField = {
  label: 'Send events together',
  description: 'Sends several events in one request where there are several to send.',
  type: 'boolean',
  default: false,
}

const fieldsOf = (fields: Readonly<Record<string, DefinitionField>>): ActionField[] =>
  Object.entries(fields).map(([key, field]) => fieldOf(key, field))

function fieldOf(key: string, field: DefinitionField): ActionField {
  const { properties, depends_on: dependsOn } = field
  const required =
    typeof field.required === 'object' ? conditionsOf(field.required) : field.required
  return {
    key,
    label: field.label ?? key,
    description: field.description ?? '',
    type: fieldTypeOf(key, field.type),
    required: required ?? false,
    multiple: field.multiple === true,
    ...(field.default !== undefined && { default: field.default }),
    ...choicesOf(field),
    // In hooks it is the function itself that stands here.
    dynamic: field.dynamic !== undefined && field.dynamic !== false,
    allowNull: field.allowNull === true,
    ...(field.placeholder !== undefined && { placeholder: field.placeholder }),
    ...(field.format !== undefined && { format: field.format }),
    ...(field.minimum !== undefined && { minimum: field.minimum }),
    ...(field.maximum !== undefined && { maximum: field.maximum }),
    ...(properties !== undefined && { properties: fieldsOf(properties) }),
    additionalProperties: field.additionalProperties ?? properties === undefined,
    ...(field.defaultObjectUI !== undefined && {
      objectEditor: field.defaultObjectUI as NonNullable<ActionField['objectEditor']>,
    }),
    hidden: field.unsafe_hidden === true || field.displayMode === 'hidden',
    readOnly: field.readOnly === true,
    ...(dependsOn !== undefined && { dependsOn: conditionsOf(dependsOn) }),
    ...(field.category !== undefined && { category: field.category }),
    collapsed: field.displayMode === 'collapsed',
  }
}

const FIELD_TYPES: ReadonlySet<string> = new Set<FieldType>([
  'string',
  'text',
  'number',
  'integer',
  'datetime',
  'boolean',
  'password',
  'object',
])

function fieldTypeOf(key: string, type: string): FieldType {
  if (!FIELD_TYPES.has(type)) throw new Error(`the field "${key}" has the new type "${type}"`)
  return type as FieldType
}

function choicesOf({ choices }: DefinitionField): { choices?: FieldChoice[] } {
  if (choices === undefined || choices.length === 0) return {}
  return {
    choices: choices.map((choice) =>
      typeof choice === 'object'
        ? { value: choice.value, label: choice.label }
        : { value: choice, label: choice },
    ),
  }
}

const conditionsOf = ({ match = 'all', conditions }: DefinitionConditions): FieldConditions => ({
  match,
  conditions: conditions.map(({ type = 'field', fieldKey, operator, value }) => ({
    type,
    ...(fieldKey !== undefined && { fieldKey }),
    operator,
    ...(value !== undefined && { value }),
  })),
})

/** Upstream's own way of writing filters differs here and there: what is shown and kept is ours. */
function triggerOf(where: string, text: string | undefined): string {
  if (text === undefined || text.trim() === '') return ''
  const parsed = parseFql(text, { lenient: true })
  if (!parsed.ok) throw new Error(`${where}: "${text}" is no filter: ${parsed.error.message}`)
  return printFql(parsed.value)
}
