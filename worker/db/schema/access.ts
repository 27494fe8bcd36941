import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { Permission } from '../../domain/access/permission.ts'
import { users } from './accounts.ts'
import { workspaces } from './workspaces.ts'

const workspaceId = () =>
  text('workspace_id')
    .notNull()
    .references(() => workspaces.id)

const permissions = () => text({ mode: 'json' }).$type<Permission[]>().notNull().default(sql`'[]'`)

/** Who belongs to a workspace. Leaving it removes the row; the account stays. */
export const members = sqliteTable(
  'members',
  {
    workspaceId: workspaceId(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id),
    permissions: permissions(),
    createdAt: text('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.userId] }),
    index('members_by_user').on(table.userId),
  ],
)
export type MemberRow = typeof members.$inferSelect

export const groups = sqliteTable(
  'groups',
  {
    id: text().primaryKey(),
    workspaceId: workspaceId(),
    name: text().notNull(),
    permissions: permissions(),
    createdAt: text('created_at').notNull(),
  },
  (table) => [uniqueIndex('groups_by_name').on(table.workspaceId, table.name)],
)
export type GroupRow = typeof groups.$inferSelect

export const groupMembers = sqliteTable(
  'group_members',
  {
    workspaceId: workspaceId(),
    groupId: text('group_id')
      .notNull()
      .references(() => groups.id),
    userId: text('user_id')
      .notNull()
      .references(() => users.id),
  },
  (table) => [
    primaryKey({ columns: [table.groupId, table.userId] }),
    index('group_members_by_user').on(table.workspaceId, table.userId),
  ],
)

/** One for each address at a time. Links are computed from id and nonce, so none is stored. */
export const invitations = sqliteTable(
  'invitations',
  {
    id: text().primaryKey(),
    workspaceId: workspaceId(),
    email: text().notNull(),
    permissions: permissions(),
    groupIds: text('group_ids', { mode: 'json' }).$type<string[]>().notNull(),
    /** A new one makes all earlier links void. */
    nonce: text().notNull(),
    emailed: integer({ mode: 'boolean' }).notNull(),
    invitedBy: text('invited_by').notNull(),
    createdAt: text('created_at').notNull(),
    expiresAt: text('expires_at').notNull(),
    acceptedAt: text('accepted_at'),
    acceptedBy: text('accepted_by'),
    revokedAt: text('revoked_at'),
  },
  (table) => [
    uniqueIndex('invitations_open')
      .on(table.workspaceId, table.email)
      .where(sql`accepted_at IS NULL AND revoked_at IS NULL`),
    index('invitations_by_age').on(table.workspaceId, table.createdAt, table.id),
  ],
)
export type InvitationRow = typeof invitations.$inferSelect

export const labels = sqliteTable(
  'labels',
  {
    workspaceId: workspaceId(),
    key: text().notNull(),
    value: text().notNull(),
    description: text().notNull(),
    createdAt: text('created_at').notNull(),
  },
  (table) => [
    // Keys and values are told apart without regard to case.
    uniqueIndex('labels_by_name').on(
      table.workspaceId,
      sql`lower(${table.key})`,
      sql`lower(${table.value})`,
    ),
  ],
)
export type LabelRow = typeof labels.$inferSelect

/** Codes with which the first owner's account is made. */
export const setupCodes = sqliteTable('setup_codes', {
  /** SHA-256 of the code, hex. */
  hash: text().primaryKey(),
  createdAt: text('created_at').notNull(),
})

/**
 * The newest edit of a workspace's members, groups, invitations, tokens or labels. Each edit adds
 * the next number in its own transaction, so of two that decided by the same rows, one fails.
 */
export const accessEdits = sqliteTable(
  'access_edits',
  {
    workspaceId: workspaceId(),
    version: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.version] })],
)
