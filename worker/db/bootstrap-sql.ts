/** SHA-256 of the part below; a test holds the two together. */
const EMPTY_DIRECTORY_ID = '24607cc8916022b6cf4f97e1cdf5e4aded38a97dbdaa6a89209d78c6af1e8f5f'
const EMPTY_DIRECTORY = '{"kind":"directory","keys":{}}'

/** `forWorkspace('workspace-owner', id)`, in the terms of the database. */
const OWNER_PERMISSIONS =
  "json_array(json_object('roleId', 'workspace-owner', 'resources', json_array(json_object('id', id, 'type', 'WORKSPACE')), 'labels', json('[]')))"

/** The labels that a workspace begins with. */
const LABELS = [
  ['environment', 'dev', 'Development'],
  ['environment', 'prod', 'Production'],
] as const

export interface Bootstrap {
  /** SHA-256 of an owner's token, 64 hex digits. The token itself never reaches the database. */
  tokenHash: string
  /** SHA-256 of the code that makes the first owner's account; it does nothing once there is a member. */
  setupCodeHash: string
  /** Name of the workspace, if there is none yet. */
  workspaceName: string
  /** ISO 8601 UTC. */
  now: string
}

/**
 * SQL that brings a migrated database to its first usable state: one workspace, one owner's token,
 * a code for the owner's account, and a first, empty configuration snapshot, without which every call
 * would be answered 503. What
 * is there already stays, so it may run at every start. One statement a line.
 */
export function bootstrapSql({ tokenHash, setupCodeHash, workspaceName, now }: Bootstrap): string {
  if (!/^[0-9a-f]{64}$/.test(tokenHash)) throw new Error('tokenHash is not a SHA-256 in hex')
  const id = tokenHash.slice(0, 22)
  const at = quoted(now)
  const name = quoted(workspaceName.trim() || 'Workspace')
  const manifest = quoted(
    JSON.stringify({ v: 1, directory: EMPTY_DIRECTORY_ID, sources: {}, destinations: {} }),
  )
  return [
    `INSERT INTO workspaces (id, slug, name, created_at) SELECT 'wsp_${id}', ${quoted(slugOf(workspaceName))}, ${name}, ${at} WHERE NOT EXISTS (SELECT 1 FROM workspaces);`,
    `INSERT INTO tokens (id, workspace_id, name, hash, permissions, created_at) SELECT 'tok_${id}', id, 'Owner token', '${tokenHash}', ${OWNER_PERMISSIONS}, ${at} FROM workspaces WHERE NOT EXISTS (SELECT 1 FROM tokens WHERE hash = '${tokenHash}') ORDER BY created_at, id LIMIT 1;`,
    `INSERT INTO snapshot_parts (id, body, created_at) VALUES ('${EMPTY_DIRECTORY_ID}', ${quoted(EMPTY_DIRECTORY)}, ${at}) ON CONFLICT (id) DO NOTHING;`,
    `INSERT INTO snapshot_versions (version, manifest, created_at) SELECT 1, ${manifest}, ${at} WHERE NOT EXISTS (SELECT 1 FROM snapshot_versions);`,
    ...LABELS.map(
      ([key, value, description]) =>
        `INSERT INTO labels (workspace_id, key, value, description, created_at) SELECT id, '${key}', '${value}', '${description}', ${at} FROM workspaces WHERE id = 'wsp_${id}' AND created_at = ${at} ON CONFLICT DO NOTHING;`,
    ),
    setupCodeSql(setupCodeHash, now),
  ].join('\n')
}

/** Makes the newest code the only one: it is the one that was shown last. With a member, there is none. */
export function setupCodeSql(hash: string, now: string): string {
  if (!/^[0-9a-f]{64}$/.test(hash)) throw new Error('not a SHA-256 in hex')
  return [
    `DELETE FROM setup_codes WHERE hash <> '${hash}' OR EXISTS (SELECT 1 FROM members);`,
    `INSERT INTO setup_codes (hash, created_at) SELECT '${hash}', ${quoted(now)} WHERE NOT EXISTS (SELECT 1 FROM members) ON CONFLICT (hash) DO NOTHING;`,
    '',
  ].join('\n')
}

/** e.g. `Blue Whale GmbH` -> `blue-whale-gmbh`. */
function slugOf(name: string): string {
  const ascii = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  return (
    ascii
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 64) || 'workspace'
  )
}

const quoted = (text: string): string => `'${text.replaceAll(/\s+/g, ' ').replaceAll("'", "''")}'`
