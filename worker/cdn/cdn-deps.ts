import type { SourceConfig } from '../domain/config/snapshot.ts'
import { type Snapshot, type Snapshots, SnapshotUnavailable } from '../domain/config/snapshots.ts'

/** What the browser routes need of the platform. */
export interface CdnDeps {
  snapshots: Snapshots
  /** The built browser library: `env.ASSETS`. */
  assets: { fetch(request: Request): Promise<Response> }
  waitUntil: (promise: Promise<unknown>) => void
  /** Of a text's UTF-8 bytes, in hex. */
  sha256Hex: (text: string) => Promise<string>
  /** `COOKIE_DOMAIN`; empty for the rule in `visitor-cookie.ts`. */
  cookieDomain: string
}

/** What looking a write key up takes. */
export type FindDeps = Pick<CdnDeps, 'snapshots' | 'waitUntil' | 'sha256Hex'>

/** Longer ones are never issued, and need no hashing to be refused. */
const MAX_WRITE_KEY_LENGTH = 200

export interface FoundSourceConfig {
  status: 'found'
  source: SourceConfig
  /** Names of the events of its tracking plan; null where none is connected. */
  planned: readonly string[] | null
}

export type FoundSource = FoundSourceConfig | { status: 'unknown' } | { status: 'unavailable' }

/**
 * The source a browser asks a library or settings for.
 *
 * A disabled source and a removed key are still served: their events must arrive to be counted as
 * `source_disabled`, or nobody would notice the page that still carries the old key. A deleted source
 * is `unknown`, which ends its traffic.
 */
export async function findSource(writeKey: string, deps: FindDeps): Promise<FoundSource> {
  if (writeKey === '' || writeKey.length > MAX_WRITE_KEY_LENGTH) return { status: 'unknown' }
  const hash = await deps.sha256Hex(writeKey)
  try {
    const current = await lookUp(await deps.snapshots.current(deps.waitUntil), hash)
    if (current !== undefined) return current
    // The key may be younger than the snapshot this isolate holds.
    const newest = await lookUp(await deps.snapshots.recheck(), hash)
    return newest ?? { status: 'unknown' }
  } catch (error) {
    if (error instanceof SnapshotUnavailable) return { status: 'unavailable' }
    throw error
  }
}

async function lookUp(snapshot: Snapshot, hash: string): Promise<FoundSourceConfig | undefined> {
  const entry = await snapshot.findWriteKey(hash)
  if (entry === undefined || entry.status === 'deleted') return undefined
  const source = await snapshot.source(entry.sourceId)
  if (source === undefined) return undefined
  const rules = source.plan && (await snapshot.plan(source.plan.planId))
  const planned = rules?.filter(({ type }) => type === 'TRACK').map(({ key }) => key) ?? null
  return { status: 'found', source, planned }
}
