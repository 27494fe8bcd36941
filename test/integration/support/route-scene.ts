import { env } from 'cloudflare:workers'
import { ALLOW_ALL } from '../../../worker/domain/protocols/tracking-plan.ts'
import { sha256Hex } from '../../../worker/platform/sha256.ts'
import { type As, addMember, ask, asOwner, makeToken, type Person, setUpOwner } from './app.ts'
import { PLAN_RULE } from './plan-rows.ts'
import type { Scene } from './route-row.ts'
import { FILTER, GROUP_MEMBER, READER, WEBHOOK } from './route-rows.ts'

/** Members and tokens of one workspace. `elsewhere` is Source Admin of another source than the scene's. */
export type Caller = 'minimal' | 'reader' | 'elsewhere' | 'admin' | 'owner'

export interface Callers {
  owner: Person
  as: Record<Caller, As>
  /** The owner of another workspace. */
  stranger: As
}

/** Once a file, after `bootstrap`. Sessions and tokens both, since each has a way in of its own. */
export async function makeCallers(): Promise<Callers> {
  const owner = await setUpOwner()
  const minimal = await addMember('minimal@example.com')
  const reader = await addMember('reader@example.com', [{ roleId: 'source-read-only' }])
  const input = { slug: 'other', enabled: true, metadataId: 'javascript' }
  const other = await ask('POST', '/sources', input)
  const elsewhere = await makeToken('source-admin', [{ id: other.data.source.id, type: 'SOURCE' }])
  const admin = await makeToken('source-admin')
  const as = { minimal, reader, elsewhere, admin, owner: asOwner }
  return { owner, as, stranger: await secondWorkspace() }
}

async function secondWorkspace(): Promise<As> {
  const token = 'hwt_stranger'
  await env.DB.batch([
    env.DB.prepare(
      `INSERT INTO workspaces (id, slug, name, created_at) VALUES ('wsp_2', 'second', 'Second', '')`,
    ),
    env.DB.prepare(
      `INSERT INTO labels (workspace_id, key, value, description, created_at)
       VALUES ('wsp_2', 'environment', 'dev', '', '')`,
    ),
    env.DB.prepare(
      `INSERT INTO tokens (id, workspace_id, name, hash, permissions, created_at)
       VALUES ('tok_2', 'wsp_2', 'Stranger', ?, json_array(json_object('roleId', 'workspace-owner',
         'resources', json_array(json_object('id', 'wsp_2', 'type', 'WORKSPACE')),
         'labels', json('[]'))), '')`,
    ).bind(await sha256Hex(token)),
  ])
  return { token }
}

let n = 0

export async function makeScene(workspaceId: string): Promise<Scene> {
  const source = await ask('POST', '/sources', {
    slug: `scene-${n++}`,
    enabled: true,
    metadataId: 'javascript',
  })
  const sourceId = source.data.source.id
  const [writeKey] = source.data.source.writeKeys
  await ask('POST', `/sources/${sourceId}/writekey`, {})
  const destination = await ask('POST', '/destinations', {
    sourceId,
    metadataId: 'webhooks',
    settings: WEBHOOK,
  })
  const destinationId = destination.data.destination.id
  const filter = await ask('POST', `/destination/${destinationId}/filters`, {
    sourceId,
    title: 'Scene',
    enabled: true,
    ...FILTER,
  })
  const mapped = await ask('POST', '/destinations', {
    sourceId,
    metadataId: 'actions-orderly',
    settings: { apiKey: 'hush-key' },
  })
  const mappedId = mapped.data.destination.id
  const mappings = await ask('GET', `/destinations/${mappedId}/subscriptions`)
  const [mapping, nextMapping] = mappings.data.subscriptions
  const group = await ask('POST', '/groups', { name: `Group ${n++}` })
  await ask('POST', `/groups/${group.data.userGroup.id}/users`, GROUP_MEMBER)
  await ask('DELETE', '/invites?emails[0]=invited@example.com')
  const invited = await ask('POST', '/invitations', { emails: 'invited@example.com' })
  const token = await ask('POST', '/tokens', { name: 'Scene', ...READER })
  await ask('POST', '/labels', { label: { key: 'team', value: 'red' } })
  const memberId = `usr_scene${n++}`
  await env.DB.batch([
    env.DB.prepare(
      `INSERT INTO users (id, name, email, email_verified, created_at, updated_at)
       VALUES (?, 'Scene', ?, 0, 0, 0)`,
    ).bind(memberId, `${memberId}@example.com`),
    env.DB.prepare(
      `INSERT INTO members (workspace_id, user_id, created_at) VALUES (?, ?, '')`,
    ).bind(workspaceId, memberId),
  ])
  const planned = await plannedScene(workspaceId, sourceId)
  return {
    sourceId,
    writeKey,
    destinationId,
    filterId: filter.data.filter.id,
    mappedId,
    mappingId: mapping.id,
    nextMappingId: nextMapping.id,
    groupId: group.data.userGroup.id,
    invitationId: invited.data.invitations[0].id,
    tokenId: token.data.token.id,
    tokenSecret: token.data.secret,
    memberId,
    ...planned,
  }
}

/** Written by hand: a workspace has room for so many plans and alerts, and a file makes hundreds of scenes. */
async function plannedScene(workspaceId: string, sourceId: string) {
  const [planId, changelogId, alertId] = [`tp_scene${n}`, `pch_scene${n}`, `alt_scene${n++}`]
  const { type, key, version, jsonSchema } = PLAN_RULE
  await env.DB.batch([
    env.DB.prepare('DELETE FROM alerts'),
    env.DB.prepare('UPDATE schema_settings SET plan_id = NULL'),
    env.DB.prepare("UPDATE tracking_plans SET deleted_at = '' WHERE deleted_at IS NULL"),
    env.DB.prepare(
      `INSERT INTO tracking_plans (id, workspace_id, name, slug, description, type, created_at, updated_at)
       VALUES (?1, ?2, 'Scene', ?1, '', 'LIVE', '', '')`,
    ).bind(planId, workspaceId),
    env.DB.prepare(
      `INSERT INTO tracking_plan_rules (plan_id, type, key, version, json_schema, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, '', '')`,
    ).bind(planId, type, key, version, JSON.stringify(jsonSchema)),
    env.DB.prepare(
      `INSERT INTO tracking_plan_changelog (id, plan_id, at, by, message, via, added, changed, removed)
       VALUES (?, ?, '', '', '', 'api', 0, 0, 0)`,
    ).bind(changelogId, planId),
    env.DB.prepare(
      `INSERT INTO schema_settings (source_id, workspace_id, plan_id, enforcement, connected_at, updated_at)
       VALUES (?, ?, ?, ?, '', '')`,
    ).bind(sourceId, workspaceId, planId, JSON.stringify(ALLOW_ALL)),
    env.DB.prepare(
      `INSERT INTO alerts (id, workspace_id, name, condition, enabled, channels, repeat_minutes, origin, state,
         state_since, reading, created_at, updated_at)
       VALUES (?, ?, 'Scene', ?, 1, '[]', 0, '', 'unknown', '', '', '', '')`,
    ).bind(alertId, workspaceId, JSON.stringify({ kind: 'no_events', sourceId, minutes: 60 })),
  ])
  return { planId, changelogId, alertId }
}
