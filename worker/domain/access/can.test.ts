import { describe, expect, it } from 'vitest'
import { can, isOwner, mayEver, type Principal } from './can.ts'
import { forWorkspace, type Permission } from './permission.ts'
import { ACTIONS, type Label, RESOURCE_KINDS, type ResourceKind } from './resource.ts'
import { ROLE_IDS, type RoleId } from './roles.ts'

const WORKSPACE = 'wsp_1'
const holderOf = (...permissions: Permission[]): Principal => ({
  kind: 'token',
  id: 'tok_1',
  name: 'Token',
  email: '',
  workspaceId: WORKSPACE,
  permissions,
  from: { ip: '', userAgent: '' },
})
const all = (roleId: RoleId) => forWorkspace(roleId, WORKSPACE)
const listed = (roleId: RoleId, ...ids: string[]): Permission => ({
  roleId,
  resources: ids.map((id) => ({ id, type: 'SOURCE' })),
  labels: [],
})
const labelled = (roleId: RoleId, ...labels: Label[]): Permission => ({ ...all(roleId), labels })
const label = (text: string): Label => {
  const [key = '', value = ''] = text.split(':')
  return { key, value }
}
const source = (id: string, ...labels: string[]) => ({
  kind: 'source' as const,
  within: { id, labels: labels.map(label) },
})

/** Every role and all that it may do anywhere, beside what every member may. */
const TABLE: Record<RoleId, Partial<Record<ResourceKind, string>>> = {
  'workspace-owner': Object.fromEntries(RESOURCE_KINDS.map((kind) => [kind, 'read write create'])),
  'workspace-member': {},
  'source-admin': {
    source: 'read write create',
    'write-key': 'read write',
    destination: 'read write',
  },
  'source-read-only': { source: 'read', destination: 'read' },
  'function-admin': { function: 'read write create' },
  'function-read-only': { function: 'read' },
  'tracking-plan-admin': { 'tracking-plan': 'read write create' },
  'tracking-plan-read-only': { 'tracking-plan': 'read' },
  'warehouse-admin': { warehouse: 'read write create' },
  'warehouse-read-only': { warehouse: 'read' },
  'identity-admin': { identity: 'read write create' },
  'unify-and-engage-admin': { space: 'read write create', audience: 'read write create' },
  'engage-user': { space: 'read', audience: 'read write create' },
  'unify-and-engage-read-only': { space: 'read', audience: 'read' },
  'entities-admin': { entity: 'read write create' },
  'entities-read-only': { entity: 'read' },
  'end-user-privacy-admin': { privacy: 'read write create' },
  'pii-access': { 'personal-data': 'read' },
}

describe.each(ROLE_IDS)('%s, for all of its workspace', (roleId) => {
  it.each(RESOURCE_KINDS.flatMap((kind) => ACTIONS.map((action) => [action, kind] as const)))(
    '%s %s',
    (action, kind) => {
      const memberMay = action === 'read' && (kind === 'workspace' || kind === 'label')
      const wanted = memberMay || (TABLE[roleId][kind]?.split(' ').includes(action) ?? false)
      const who = holderOf(all(roleId))
      expect(can(who, action, { kind })).toBe(wanted)
      expect(can(who, action, { kind, within: { id: 'any' } })).toBe(wanted)
      expect(mayEver(who, action, kind)).toBe(wanted)
    },
  )

  it('means nothing in another workspace', () => {
    const who = holderOf(forWorkspace(roleId, 'wsp_2'))
    for (const kind of RESOURCE_KINDS) {
      for (const action of ACTIONS) {
        if (action === 'read' && (kind === 'workspace' || kind === 'label')) continue
        expect(can(who, action, { kind })).toBe(false)
        expect(can(who, action, { kind, within: { id: 'src_1' } })).toBe(false)
      }
    }
    expect(isOwner(who)).toBe(false)
  })
})

describe('a scope of listed sources', () => {
  const who = holderOf(listed('source-admin', 'src_1', 'src_2'))

  it('holds these, with their destinations and write keys, and no other', () => {
    for (const kind of ['source', 'destination', 'write-key'] as const) {
      expect(can(who, 'write', { kind, within: { id: 'src_2' } })).toBe(true)
      expect(can(who, 'read', { kind, within: { id: 'src_3' } })).toBe(false)
      expect(can(who, 'read', { kind })).toBe(false)
      expect(mayEver(who, 'read', kind)).toBe(true)
    }
  })

  it('does not include making new ones', () => {
    expect(can(who, 'create', { kind: 'source' })).toBe(false)
    expect(can(who, 'create', source('src_1'))).toBe(false)
    expect(mayEver(who, 'create', 'source')).toBe(false)
  })

  it('does not make an id of one type an id of another', () => {
    const spaces: Permission = {
      roleId: 'source-admin',
      resources: [{ id: 'src_1', type: 'SPACE' }],
      labels: [],
    }
    expect(can(holderOf(spaces), 'read', source('src_1'))).toBe(false)
  })

  it('makes nobody an owner', () => {
    expect(isOwner(holderOf(listed('workspace-owner', 'src_1')))).toBe(false)
    expect(can(holderOf(listed('workspace-owner', 'src_1')), 'read', { kind: 'audit' })).toBe(false)
  })
})

describe('a scope of labels', () => {
  const A = source('a', 'env:prod', 'product:car')
  const B = source('b', 'env:prod', 'product:truck')
  const C = source('c', 'env:dev', 'product:car')
  it.each([
    ['env:prod', 'ab'],
    ['env:prod product:truck', 'b'],
    ['product:car', 'ac'],
    ['ENV:Prod', 'ab'],
    ['env:none', ''],
  ])('of %s holds %s: all labels are needed, in any case', (labels, wanted) => {
    const who = holderOf(labelled('source-read-only', ...labels.split(' ').map(label)))
    const seen = [A, B, C].filter((resource) => can(who, 'read', resource))
    expect(seen.map(({ within }) => within.id).join('')).toBe(wanted)
    expect(can(who, 'read', { kind: 'source' })).toBe(false)
  })

  it('does not include making new ones', () => {
    const who = holderOf(labelled('source-admin', label('env:prod')))
    expect(can(who, 'create', A)).toBe(false)
    expect(can(who, 'write', A)).toBe(true)
  })
})

it('adds permissions up', () => {
  const who = holderOf(all('source-read-only'), listed('source-admin', 'src_1'))
  expect(can(who, 'write', source('src_1'))).toBe(true)
  expect(can(who, 'write', source('src_2'))).toBe(false)
  expect(can(who, 'read', source('src_2'))).toBe(true)
})

it('gives nothing but the workspace and its labels to whoever has no permission', () => {
  for (const kind of RESOURCE_KINDS) {
    expect(mayEver(holderOf(), 'read', kind)).toBe(kind === 'workspace' || kind === 'label')
    expect(mayEver(holderOf(), 'write', kind)).toBe(false)
  }
})
