import { bootstrapSql } from '../../worker/db/bootstrap-sql.ts'
import type { DescribeDestination } from '../../worker/db/build-snapshot.ts'
import { createDb } from '../../worker/db/client.ts'
import type { Actor } from '../../worker/db/queries/audit.ts'
import type { EditDeps } from '../../worker/db/queries/snapshot.ts'
import { sha256Hex } from '../../worker/platform/sha256.ts'
import { createFakeD1, type FakeD1 } from './fake-d1.ts'

/** A workspace in a database of its own, and what edits of it run with. Times and ids go up with each use. */
export function createEditedWorkspace(describeDestination: DescribeDestination): {
  fake: FakeD1
  deps: EditDeps
  actor: Actor
} {
  const fake = createFakeD1()
  fake.sqlite.exec(
    bootstrapSql({
      tokenHash: 'ab'.repeat(32),
      setupCodeHash: 'cd'.repeat(32),
      workspaceName: 'Test',
      now: '2026-11-23T10:00:00.000Z',
    }),
  )
  let n = 0
  return {
    fake,
    actor: {
      kind: 'token',
      id: 'tok_1',
      name: 'Token',
      email: '',
      workspaceId: String(fake.sqlite.prepare('SELECT id FROM workspaces').get()?.id),
      from: { ip: '192.0.2.1', userAgent: 'test' },
    },
    deps: {
      db: createDb(fake.db),
      now: () => `2026-11-23T10:00:00.${String(n++).padStart(3, '0')}Z`,
      newId: (prefix) => `${prefix}_${n++}`,
      sha256: sha256Hex,
      describeDestination,
    },
  }
}
