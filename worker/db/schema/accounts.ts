import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/**
 * The tables that better-auth reads and writes; its field names are the keys here. Who belongs to
 * which workspace is in tables of our own: an account says who somebody is, never what they may do.
 */
const time = (name: string) => integer(name, { mode: 'timestamp_ms' })
const times = {
  createdAt: time('created_at').notNull(),
  updatedAt: time('updated_at').notNull(),
}

export const users = sqliteTable('users', {
  id: text().primaryKey(),
  name: text().notNull(),
  /** In small letters. */
  email: text().notNull().unique(),
  /**
   * Whether a provider that has verified the same address is connected without a question: the person has
   * shown that the address is theirs, and has disconnected none since.
   */
  emailVerified: integer('email_verified', { mode: 'boolean' }).notNull(),
  image: text(),
  twoFactorEnabled: integer('two_factor_enabled', { mode: 'boolean' }).default(false),
  ...times,
})
export type UserRow = typeof users.$inferSelect

const userId = () =>
  text('user_id')
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' })

export const sessions = sqliteTable(
  'sessions',
  {
    id: text().primaryKey(),
    userId: userId(),
    /** The cookie holds it with a signature; without that it opens nothing. */
    token: text().notNull().unique(),
    expiresAt: time('expires_at').notNull(),
    ipAddress: text('ip_address'),
    userAgent: text('user_agent'),
    ...times,
  },
  (table) => [
    index('sessions_by_user').on(table.userId),
    index('sessions_by_end').on(table.expiresAt),
  ],
)

/** A way of signing in: a password (`credential`), or an account at another provider. */
export const accounts = sqliteTable(
  'accounts',
  {
    id: text().primaryKey(),
    userId: userId(),
    accountId: text('account_id').notNull(),
    providerId: text('provider_id').notNull(),
    accessToken: text('access_token'),
    refreshToken: text('refresh_token'),
    idToken: text('id_token'),
    accessTokenExpiresAt: time('access_token_expires_at'),
    refreshTokenExpiresAt: time('refresh_token_expires_at'),
    scope: text(),
    /** Salted scrypt. */
    password: text(),
    ...times,
  },
  (table) => [
    index('accounts_by_user').on(table.userId),
    index('accounts_by_provider').on(table.providerId, table.accountId),
  ],
)

/** Links and codes that wait to be used: password resets, second steps, sign-ins at providers. */
export const verifications = sqliteTable(
  'verifications',
  {
    id: text().primaryKey(),
    /** Hashed, since for some of them it is the secret itself. */
    identifier: text().notNull(),
    value: text().notNull(),
    expiresAt: time('expires_at').notNull(),
    ...times,
  },
  (table) => [
    index('verifications_by_identifier').on(table.identifier),
    index('verifications_by_end').on(table.expiresAt),
  ],
)

export const twoFactors = sqliteTable(
  'two_factors',
  {
    id: text().primaryKey(),
    userId: userId(),
    /** Encrypted, as are the recovery codes. */
    secret: text().notNull(),
    backupCodes: text('backup_codes').notNull(),
    verified: integer({ mode: 'boolean' }).default(true),
    failedVerificationCount: integer('failed_verification_count').default(0),
    lockedUntil: time('locked_until'),
  },
  (table) => [
    index('two_factors_by_user').on(table.userId),
    index('two_factors_by_secret').on(table.secret),
  ],
)

export const passkeys = sqliteTable(
  'passkeys',
  {
    id: text().primaryKey(),
    userId: userId(),
    name: text(),
    publicKey: text('public_key').notNull(),
    credentialID: text('credential_id').notNull(),
    counter: integer().notNull(),
    deviceType: text('device_type').notNull(),
    backedUp: integer('backed_up', { mode: 'boolean' }).notNull(),
    transports: text(),
    createdAt: time('created_at'),
    aaguid: text(),
  },
  (table) => [
    index('passkeys_by_user').on(table.userId),
    index('passkeys_by_credential').on(table.credentialID),
  ],
)

/** Attempts per address and path, or per account. */
export const rateLimits = sqliteTable('rate_limits', {
  key: text().primaryKey(),
  count: integer().notNull(),
  /** Milliseconds since the epoch. */
  endsAt: integer('ends_at').notNull(),
})
