import * as v from 'valibot'
import type { CatalogEntry } from '../destinations/catalog.ts'
import { InvalidSettings } from './attempt-errors.ts'

/** @param settings Public and opened secret ones together. @throws InvalidSettings */
export function readSettings(entry: CatalogEntry, settings: Record<string, unknown>): unknown {
  const parsed = v.safeParse(entry.metadata.settingsSchema, settings)
  if (parsed.success) return parsed.output
  // Only the paths: an issue's message may repeat the value, which may be a secret.
  const paths = parsed.issues.map((issue) => v.getDotPath(issue) ?? 'settings')
  throw new InvalidSettings(`not valid: ${[...new Set(paths)].join(', ')}`)
}
