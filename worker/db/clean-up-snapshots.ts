/**
 * Forgets versions that were replaced before `before` (ISO 8601), and the parts that no version holds
 * any more. Age alone says nothing: the version before the newest may be a year old and have been in
 * use until a minute ago. Running it twice, or beside edits, does no harm: an edit adds to the newest
 * version, whose parts all stay.
 */
export async function cleanUpSnapshots(db: D1Database, before: string): Promise<void> {
  await db.batch([
    db
      .prepare(
        `DELETE FROM snapshot_versions
         WHERE version < (SELECT max(version) FROM snapshot_versions WHERE created_at < ?)`,
      )
      .bind(before),
    db.prepare(
      `DELETE FROM snapshot_parts WHERE id NOT IN (
         SELECT atom FROM snapshot_versions, json_tree(snapshot_versions.manifest)
         WHERE atom IS NOT NULL)`,
    ),
  ])
}
