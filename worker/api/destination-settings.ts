import * as v from 'valibot'
import { err, ok, type Result } from '../domain/result.ts'
import type { DestinationKind } from './api-deps.ts'
import { type ApiError, issuesToErrors } from './errors.ts'

/** What is stored of a destination's settings; secrets themselves are out of reach. */
export interface CurrentSettings {
  settings: Record<string, unknown>
  /** Names of the sealed settings, with the stand-ins that the API shows. */
  masked: Record<string, unknown>
}

export interface SettingsPlan {
  /** The public settings, defaults filled in. */
  settings: Record<string, unknown>
  /** Secrets to seal anew. */
  secrets: Record<string, unknown>
  /** Sealed settings that stay as they are; all others are forgotten. */
  kept: string[]
  masked: Record<string, unknown>
}

/**
 * Merges an edit into a destination's settings, per key; null clears a setting. Everything is
 * checked by the destination's own schema, except sealed settings that stay: they were checked when
 * they came, and cannot be read here. A secret that comes back as the stand-in shown for it, because
 * a client sends all settings again, is not an edit.
 *
 * When a setting that names a host changes, all secrets that the edit does not bring are forgotten:
 * who may edit must not be able to have the secrets sent to a host of their choice.
 */
export function planSettings(
  kind: DestinationKind,
  current: CurrentSettings,
  edit: Record<string, unknown>,
): Result<SettingsPlan, [ApiError, ...ApiError[]]> {
  const isSecret = (name: string) => kind.settings[name]?.secret === true
  const changes = Object.entries(edit).filter(
    ([name, value]) => !(isSecret(name) && sameJson(value, current.masked[name])),
  )
  const hostChanges = changes.some(
    ([name, value]) =>
      kind.settings[name]?.namesHost === true &&
      (isSecret(name) || !sameJson(value, current.settings[name])),
  )
  const edited = new Set(changes.map(([name]) => name))
  const kept = Object.keys(current.masked).filter((name) => !hostChanges && !edited.has(name))

  const given = Object.fromEntries(
    [...Object.entries(current.settings), ...changes].filter(([, value]) => !isCleared(value)),
  )
  for (const [name, value] of changes) if (isCleared(value)) delete given[name]

  const parsed = v.safeParse(kind.settingsSchema, given)
  const issues = (parsed.issues ?? []).filter((issue) => !isAboutKept(issue, kept))
  if (issues.length > 0) return err(issuesToErrors(issues, 'settings'))

  // With the issues about kept secrets set aside, what the schema made of the rest is in `output`.
  const output = parsed.output as Record<string, unknown>
  const pick = (names: Iterable<string>) =>
    Object.fromEntries(
      [...names].filter((name) => output[name] !== undefined).map((name) => [name, output[name]]),
    )
  const secrets = pick([...edited].filter((name) => isSecret(name) && Object.hasOwn(given, name)))
  return ok({
    settings: pick(Object.keys(output).filter((name) => !isSecret(name))),
    secrets,
    kept,
    masked: maskedAfter(kind, current.masked, kept, secrets),
  })
}

function maskedAfter(
  kind: DestinationKind,
  masked: Record<string, unknown>,
  kept: string[],
  secrets: Record<string, unknown>,
): Record<string, unknown> {
  const standIns = kind.mask(secrets)
  return Object.fromEntries([
    ...kept.map((name) => [name, masked[name]]),
    // A secret without a stand-in of its own still shows that it is set.
    ...Object.keys(secrets).map((name) => [name, standIns[name] ?? '••••']),
  ])
}

/** An empty text is how a form says "none". */
const isCleared = (value: unknown): boolean => value === null || value === undefined || value === ''

const isAboutKept = (issue: v.BaseIssue<unknown>, kept: string[]): boolean =>
  kept.includes(String(issue.path?.[0]?.key)) && issue.path?.length === 1

const sameJson = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
