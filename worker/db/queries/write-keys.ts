import { and, eq, isNull } from 'drizzle-orm'
import { err, ok } from '../../domain/result.ts'
import { writeKeys } from '../schema/sources.ts'
import type { Actor } from './audit.ts'
import type { EditDeps } from './snapshot.ts'
import { editSource, keyRow, type Source, type SourceOutcome, sourceAudit } from './sources.ts'

const MAX_WRITE_KEYS = 50

export const addWriteKey = (
  deps: EditDeps,
  actor: Actor,
  sourceId: string,
  writeKey: string,
): SourceOutcome<Source> =>
  editSource<Source>(deps, actor, sourceId, async (before) => {
    if (before.writeKeys.length >= MAX_WRITE_KEYS) return err({ reason: 'too_many_write_keys' })
    const after = { ...before, writeKeys: [...before.writeKeys, writeKey] }
    return ok({
      value: after,
      change: {
        writeKeys: [await keyRow(deps, before, writeKey)],
        audit: [sourceAudit(deps, actor, 'Source Modified', before, after)],
      },
    })
  })

/** A source always keeps one key: rotating means to add the new one first. */
export const removeWriteKey = (
  deps: EditDeps,
  actor: Actor,
  sourceId: string,
  writeKey: string,
): SourceOutcome<Source> =>
  editSource<Source>(deps, actor, sourceId, async (before) => {
    const [row] = await deps.db
      .select()
      .from(writeKeys)
      .where(
        and(
          eq(writeKeys.workspaceId, actor.workspaceId),
          eq(writeKeys.sourceId, sourceId),
          eq(writeKeys.key, writeKey),
          isNull(writeKeys.removedAt),
        ),
      )
    if (row === undefined) return err({ reason: 'unknown_write_key' })
    if (before.writeKeys.length === 1) return err({ reason: 'last_write_key' })
    const after = { ...before, writeKeys: before.writeKeys.filter((key) => key !== writeKey) }
    return ok({
      value: after,
      change: {
        writeKeys: [{ ...row, removedAt: deps.now() }],
        audit: [sourceAudit(deps, actor, 'Source Modified', before, after)],
      },
    })
  })
