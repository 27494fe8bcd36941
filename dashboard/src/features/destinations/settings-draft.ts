import type { CatalogOption } from '../../api/catalog.ts'
import type { DestinationSettings } from '../../api/destination-details.ts'

/** A secret that is stored and stays as it is, or what a person has entered. */
export type FieldDraft = { kind: 'kept'; standIn: unknown } | { kind: 'value'; value: unknown }
export type SettingsDraft = Readonly<Record<string, FieldDraft>>

/** @param settings Those of an existing destination, with stand-ins for its secrets. */
export function draftOf(
  options: readonly CatalogOption[],
  settings: DestinationSettings = {},
): SettingsDraft {
  return Object.fromEntries(
    options.map((option): [string, FieldDraft] => {
      const stored = settings[option.name]
      if (isSecret(option) && !isEmpty(stored)) {
        return [option.name, { kind: 'kept', standIn: stored }]
      }
      const value = stored ?? option.defaultValue ?? emptyValue(option)
      return [option.name, { kind: 'value', value }]
    }),
  )
}

export const isSecret = ({ type, secret }: CatalogOption): boolean =>
  type === 'password' || secret === true

export function emptyValue({ type }: Pick<CatalogOption, 'type'>): unknown {
  if (type === 'boolean') return false
  if (type === 'array') return []
  if (type === 'object') return {}
  return ''
}

/**
 * What differs from what is stored, for the API: null clears a setting. Secrets that were not touched
 * are left out, and so stay as they are.
 */
export function changesOf(
  options: readonly CatalogOption[],
  draft: SettingsDraft,
  settings: DestinationSettings = {},
): DestinationSettings {
  const before = draftOf(options, settings)
  const changes: DestinationSettings = {}
  for (const option of options) {
    const field = draft[option.name]
    if (field?.kind !== 'value') continue
    const value = toWire(option, field.value)
    const old = before[option.name]
    const isSame =
      old?.kind === 'value' && JSON.stringify(toWire(option, old.value)) === JSON.stringify(value)
    const isNew = settings[option.name] === undefined
    if (isSame && !(isNew && value !== null)) continue
    changes[option.name] = value
  }
  return changes
}

function toWire({ type }: CatalogOption, value: unknown): unknown {
  if (isEmpty(value)) return null
  // What is not a number goes as it is: the API says what is wrong with it.
  if (type === 'number') return Number.isFinite(Number(value)) ? Number(value) : value
  return value
}

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === 'object' && value !== null && Object.keys(value).length === 0)

/**
 * Labels of the stored secrets that saving would forget: when it changes where requests go, secrets
 * that were not given again must not follow.
 */
export function forgottenBy(
  options: readonly CatalogOption[],
  draft: SettingsDraft,
  settings: DestinationSettings,
): string[] {
  const changes = changesOf(options, draft, settings)
  const hostChanges = options.some(
    ({ name, namesHost }) => namesHost === true && Object.hasOwn(changes, name),
  )
  if (!hostChanges) return []
  return options.filter(({ name }) => draft[name]?.kind === 'kept').map(({ label }) => label)
}
