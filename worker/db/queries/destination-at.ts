import { desc, inArray, lte, sql } from 'drizzle-orm'
import * as v from 'valibot'
import { type DestinationConfig, destinationConfigSchema } from '../../domain/config/snapshot.ts'
import type { Db } from '../client.ts'
import { snapshotParts, snapshotVersions } from '../schema/snapshots.ts'

const configSchema = v.pipe(v.string(), v.parseJson(), destinationConfigSchema)

/**
 * A destination's configuration as it was at a time (ISO 8601); null when it had none then, or when
 * the versions of that time are no longer kept. A log may have gone on for some seconds with the
 * version before.
 */
export async function destinationConfigAt(
  db: Db,
  destinationId: string,
  at: string,
): Promise<DestinationConfig | null> {
  // Only the part's id is taken out of the manifest, which names every source and destination.
  const path = `$.destinations.${JSON.stringify(destinationId)}`
  const part = db
    .select({ id: sql<string>`json_extract(${snapshotVersions.manifest}, ${path})` })
    .from(snapshotVersions)
    .where(lte(snapshotVersions.createdAt, at))
    .orderBy(desc(snapshotVersions.version))
    .limit(1)
  const [row] = await db
    .select({ body: snapshotParts.body })
    .from(snapshotParts)
    .where(inArray(snapshotParts.id, part))
  const parsed = v.safeParse(configSchema, row?.body)
  return parsed.success ? parsed.output : null
}
