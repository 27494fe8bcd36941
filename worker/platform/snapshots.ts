import * as v from 'valibot'
import {
  destinationConfigSchema,
  type Manifest,
  manifestSchema,
  type PlanPart,
  planPartSchema,
  sourceConfigSchema,
  writeKeyDirectorySchema,
} from '../domain/config/snapshot.ts'
import { type Snapshot, type Snapshots, SnapshotUnavailable } from '../domain/config/snapshots.ts'
import { createPartCache } from './part-cache.ts'
import { createSingleFlight, raceWithTimer, TIMED_OUT } from './single-flight.ts'

const REVALIDATE_AFTER_MS = 2000
const REFUSE_AFTER_MS = 5000
const RECHECK_AFTER_MS = 1000
/** After a failed read the database is left alone for so long. */
const RETRY_AFTER_MS = 1000
const READ_TIMEOUT_MS = 3000
/** How long to wait for a read that another request has begun. */
const JOIN_MS = 1000
/** Pinned versions in use at once are few: those of the last minutes' edits. */
const MAX_VERSIONS = 32
const MAX_PART_BYTES = 16 * 1024 * 1024

const partSchema = v.variant('kind', [
  writeKeyDirectorySchema,
  sourceConfigSchema,
  destinationConfigSchema,
  planPartSchema,
])
type Part = v.InferOutput<typeof partSchema>

const versionRowSchema = v.object({
  version: v.pipe(v.number(), v.integer()),
  manifest: v.pipe(v.string(), v.parseJson(), manifestSchema),
})

type Loaded = { snapshot: Snapshot; version: number }

/**
 * Reads the configuration from D1 for one isolate or Durable Object; create it once and keep it.
 * While the database is down the last known version goes on being used, because no edit can be made
 * then either; only a recheck, which comes before a refusal, insists on an answer.
 *
 * @param now Milliseconds since the epoch.
 */
export function createSnapshots(db: D1Database, now: () => number): Snapshots {
  const parts = createPartCache<Part>(MAX_PART_BYTES)
  const partFlights = createSingleFlight<Part>(JOIN_MS)
  const versionFlights = createSingleFlight<Loaded | null>(JOIN_MS)
  const versions = new Map<number, Loaded>()
  let newest: Loaded | null = null
  /** When the newest version was last known to be the newest. */
  let confirmedAt = Number.NEGATIVE_INFINITY
  let failedAt = Number.NEGATIVE_INFINITY
  let attemptedAt = Number.NEGATIVE_INFINITY

  const loadPart = (id: string): Promise<Part> =>
    partFlights(id, async () => {
      const row = await read<{ body: string }>(
        db.prepare('SELECT body FROM snapshot_parts WHERE id = ?').bind(id),
      )
      if (row === null) throw new SnapshotUnavailable(`part ${id} is not stored`)
      const part = parsed(v.pipe(v.string(), v.parseJson(), partSchema), row.body)
      parts.set(id, part, row.body.length)
      return part
    })

  const part = async <K extends Part['kind']>(id: string, kind: K) => {
    const found = parts.get(id) ?? (await loadPart(id))
    if (found.kind !== kind) throw new SnapshotUnavailable(`part ${id} is a ${found.kind}`)
    // The kind was just compared, which narrows the union but not its generic form.
    return found as Extract<Part, { kind: K }>
  }

  const snapshotOf = (version: number, manifest: Manifest): Snapshot => ({
    version,
    findWriteKey: async (hash) => own((await part(manifest.directory, 'directory')).keys, hash),
    source: async (sourceId) => {
      const id = own(manifest.sources, sourceId)
      return id === undefined ? undefined : part(id, 'source')
    },
    destination: async (destinationId) => {
      const id = own(manifest.destinations, destinationId)
      return id === undefined ? undefined : part(id, 'destination')
    },
    plan: async (planId) => {
      const ids = own(manifest.plans ?? {}, planId)
      return ids && rulesOf(await Promise.all(ids.map((id) => part(id, 'plan'))))
    },
  })

  const remember = (row: unknown): Loaded => {
    const { version, manifest } = parsed(versionRowSchema, row)
    const loaded = { version, snapshot: snapshotOf(version, manifest) }
    versions.set(version, loaded)
    for (const oldest of versions.keys()) {
      if (versions.size <= MAX_VERSIONS) break
      versions.delete(oldest)
    }
    if (newest === null || version > newest.version) newest = loaded
    return loaded
  }

  const refresh = async (): Promise<Snapshot> => {
    const startedAt = now()
    attemptedAt = startedAt
    try {
      const known = newest?.version ?? -1
      const row = await read(
        db
          .prepare(
            'SELECT version, manifest FROM snapshot_versions WHERE version > ? ORDER BY version DESC LIMIT 1',
          )
          .bind(known),
      )
      if (row !== null) remember(row)
      if (newest === null) throw new SnapshotUnavailable('no configuration has been published')
      confirmedAt = Math.max(confirmedAt, startedAt)
      failedAt = Number.NEGATIVE_INFINITY
      return newest.snapshot
    } catch (cause) {
      failedAt = now()
      throw unavailable(cause)
    }
  }

  const refreshFlights = createSingleFlight<Snapshot>(JOIN_MS)
  const shared = (): Promise<Snapshot> => refreshFlights('newest', refresh)

  const failedJustNow = () => now() - failedAt < RETRY_AFTER_MS

  return {
    async current(waitUntil) {
      const age = now() - confirmedAt
      if (newest !== null && age <= REFUSE_AFTER_MS) {
        // Counted from the attempt, so that a slow read is not joined by one of every request.
        if (age > REVALIDATE_AFTER_MS && now() - attemptedAt > REVALIDATE_AFTER_MS) {
          waitUntil(shared().catch(() => {}))
        }
        return newest.snapshot
      }
      if (failedJustNow()) {
        if (newest === null) throw new SnapshotUnavailable('the configuration cannot be read')
        return newest.snapshot
      }
      const last = newest
      if (last === null) return shared()
      return shared().catch(() => last.snapshot)
    },

    async recheck() {
      if (newest !== null && now() - confirmedAt < RECHECK_AFTER_MS) return newest.snapshot
      if (failedJustNow()) throw new SnapshotUnavailable('the configuration cannot be read')
      return shared()
    },

    async at(version) {
      const known = versions.get(version)
      if (known !== undefined) return known.snapshot
      const loaded = await versionFlights(String(version), async () => {
        const row = await read(
          db
            .prepare('SELECT version, manifest FROM snapshot_versions WHERE version = ?')
            .bind(version),
        )
        return row === null ? null : remember(row)
      })
      if (loaded !== null) return loaded.snapshot
      return newest === null ? shared() : newest.snapshot
    },
  }
}

/** The first row, or null; every failure, a slow database included, is `SnapshotUnavailable`. */
async function read<T = unknown>(statement: D1PreparedStatement): Promise<T | null> {
  try {
    const row = await raceWithTimer(statement.first<T>(), READ_TIMEOUT_MS)
    if (row === TIMED_OUT) throw new Error(`the database did not answer in ${READ_TIMEOUT_MS} ms`)
    return row
  } catch (cause) {
    throw unavailable(cause)
  }
}

function parsed<S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, value)
  if (result.success) return result.output
  throw new SnapshotUnavailable(
    `the stored configuration is malformed: ${v.summarize(result.issues)}`,
  )
}

const unavailable = (cause: unknown): SnapshotUnavailable =>
  cause instanceof SnapshotUnavailable
    ? cause
    : new SnapshotUnavailable('the configuration cannot be read', { cause })

const joined = new WeakMap<PlanPart, { parts: PlanPart[]; rules: PlanPart['rules'] }>()

/** The same array for the same parts. */
function rulesOf(parts: PlanPart[]): PlanPart['rules'] {
  const [first] = parts
  if (first === undefined) return []
  if (parts.length === 1) return first.rules
  const held = joined.get(first)
  if (held?.parts.length === parts.length && held.parts.every((part, at) => part === parts[at])) {
    return held.rules
  }
  const rules = parts.flatMap((part) => part.rules)
  joined.set(first, { parts, rules })
  return rules
}

const own = <T>(record: Record<string, T>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined
