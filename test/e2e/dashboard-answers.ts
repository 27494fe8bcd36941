import type { AuditEventAnswer } from '../../worker/api/contract/audit.ts'
import type { InvitationAnswer } from '../../worker/api/contract/invites.ts'
import type { MeAnswer } from '../../worker/api/contract/me.ts'
import type { PermissionAnswer } from '../../worker/api/contract/permissions.ts'
import type { TokenAnswer } from '../../worker/api/contract/tokens.ts'
import type { UserAnswer } from '../../worker/api/contract/users.ts'
import { ACTIONS, RESOURCE_KINDS } from '../../worker/domain/access/resource.ts'
import { ROLE_IDS, ROLES, type RoleId } from '../../worker/domain/access/roles.ts'
import type { StubAnswer } from './dashboard-stub.ts'

export const WORKSPACE = { id: 'wks_1', slug: 'acme', name: 'Acme' }

const DAY_MS = 86_400_000
const ago = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString()

export const makePermission = (
  roleId: RoleId,
  overrides: Partial<PermissionAnswer> = {},
): PermissionAnswer => ({
  roleId,
  roleName: ROLES[roleId].name,
  resources: [{ id: WORKSPACE.id, type: 'WORKSPACE', labels: [] }],
  labels: [],
  ...overrides,
})

/** Who is signed in: an owner, who may do everything. */
export function makeMe(overrides: Partial<MeAnswer> = {}): MeAnswer {
  const everything = Object.fromEntries(
    RESOURCE_KINDS.map((kind) => [kind, [...ACTIONS]]),
  ) as MeAnswer['workspaces'][number]['may']
  return {
    kind: 'user',
    id: 'use_ada',
    name: 'Ada Lovelace',
    email: 'ada@example.com',
    twoFactorEnabled: false,
    workspaces: [
      {
        ...WORKSPACE,
        isOwner: true,
        permissions: [makePermission('workspace-owner')],
        may: everything,
        mayAll: everything,
      },
    ],
    ...overrides,
  }
}

export const makeUser = (overrides: Partial<UserAnswer> = {}): UserAnswer => ({
  id: 'use_grace',
  name: 'Grace Hopper',
  email: 'grace@example.com',
  permissions: [makePermission('source-admin')],
  groups: [],
  isOwner: false,
  twoFactorEnabled: true,
  createdAt: ago(40),
  ...overrides,
})

export const makeInvitation = (overrides: Partial<InvitationAnswer> = {}): InvitationAnswer => ({
  id: 'inv_1',
  email: 'edsger@example.com',
  status: 'pending',
  permissions: [makePermission('source-read-only')],
  groups: [],
  link: 'https://headwater.example.com/invite?token=abcdefghijklmnop',
  emailed: false,
  invitedBy: 'Ada Lovelace',
  createdAt: ago(2),
  expiresAt: ago(-5),
  ...overrides,
})

export const makeToken = (overrides: Partial<TokenAnswer> = {}): TokenAnswer => ({
  id: 'tok_1',
  name: 'Terraform',
  permissions: [makePermission('workspace-owner')],
  createdBy: 'Ada Lovelace',
  createdAt: ago(90),
  lastUsedAt: ago(0.01),
  ...overrides,
})

export const makeAuditEvent = (overrides: Partial<AuditEventAnswer> = {}): AuditEventAnswer => ({
  id: 'aud_1',
  timestamp: ago(0.1),
  type: 'Source Modified',
  actor: 'use_ada',
  actorEmail: 'ada@example.com',
  actorKind: 'user',
  actorName: 'Ada Lovelace',
  resourceId: 'src_1',
  resourceType: 'SOURCE',
  resourceName: 'Marketing website',
  ip: '203.0.113.7',
  userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Firefox/140.0',
  before: { name: 'Website', enabled: true, settings: { serverCookie: false } },
  after: { name: 'Marketing website', enabled: true, settings: { serverCookie: true } },
  ...overrides,
})

const paged = (key: string, items: unknown[]): StubAnswer => ({
  data: { [key]: items, pagination: { current: 'MA==', totalEntries: items.length } },
})

/** A deployment that nobody is signed in to. */
export const signedOutAnswers = (): Record<string, StubAnswer> => ({
  'GET /api/me': { status: 401 },
  'GET /api/setup-state': { data: { ownerExists: true } },
  'GET /auth/list-accounts': {
    status: 200,
    body: [
      { providerId: 'credential', id: 'acc_0' },
      { providerId: 'google', id: 'acc_1' },
    ],
  },
  'GET /auth/sign-in-methods': {
    data: {
      social: ['google', 'github'],
      oidc: [{ id: 'okta', name: 'Acme single sign-on' }],
      resetByEmail: true,
    },
  },
  'POST /auth/check-password': { data: { acceptable: true, score: 4, message: '' } },
})

/** A team at work, seen by its owner. */
export function teamAnswers(): Record<string, StubAnswer> {
  const analysts = { id: 'grp_1', name: 'Analysts' }
  const events = [
    makeAuditEvent(),
    makeAuditEvent({
      id: 'aud_2',
      type: 'Integration Created',
      resourceType: 'DESTINATION',
      resourceId: 'dst_1',
      resourceName: 'Order webhook',
      actorKind: 'token',
      actorName: 'Terraform',
      actor: 'tok_1',
      before: null,
      after: { name: 'Order webhook', enabled: true },
    }),
    makeAuditEvent({
      id: 'aud_3',
      type: 'Non-Segment User Invited to Workspace',
      resourceType: 'INVITATION',
      resourceName: 'edsger@example.com',
      timestamp: ago(2),
    }),
  ]
  return {
    ...signedOutAnswers(),
    'GET /api/me': { data: makeMe() },
    'GET /api': { data: { workspace: WORKSPACE } },
    'GET /api/sources': paged('sources', []),
    'GET /api/destinations': paged('destinations', []),
    'GET /api/labels': {
      data: { labels: [{ key: 'environment', value: 'prod', description: '' }] },
    },
    'GET /api/roles': paged(
      'roles',
      ROLE_IDS.map((id) => ({ id, ...ROLES[id], may: undefined })),
    ),
    'GET /api/users': paged('users', [
      makeUser({
        id: 'use_ada',
        name: 'Ada Lovelace',
        email: 'ada@example.com',
        isOwner: true,
        permissions: [makePermission('workspace-owner')],
        twoFactorEnabled: false,
        createdAt: ago(400),
      }),
      makeUser({ groups: [analysts] }),
      makeUser({
        id: 'use_alan',
        name: 'Alan Turing',
        email: 'alan.mathison.turing@computing-laboratory.example.com',
        permissions: [
          makePermission('source-read-only', {
            labels: [{ key: 'environment', value: 'prod' }],
          }),
          makePermission('tracking-plan-admin'),
          makePermission('unify-and-engage-read-only'),
        ],
        twoFactorEnabled: false,
      }),
      makeUser({ id: 'use_min', name: 'Minnie', email: 'min@example.com', permissions: [] }),
    ]),
    'GET /api/groups': paged('userGroups', [
      { ...analysts, memberCount: 1, permissions: [makePermission('source-read-only')] },
    ]),
    'GET /api/groups/grp_1/users': paged('users', [makeUser()]),
    'GET /api/invitations': paged('invitations', [
      makeInvitation(),
      makeInvitation({
        id: 'inv_2',
        email: 'barbara@example.com',
        status: 'expired',
        link: null,
        createdAt: ago(12),
        expiresAt: ago(5),
        groups: [analysts],
      }),
    ]),
    'GET /api/tokens': paged('tokens', [
      makeToken(),
      makeToken({
        id: 'tok_2',
        name: 'First token',
        createdBy: '',
        lastUsedAt: null,
        permissions: [makePermission('source-admin')],
      }),
    ]),
    'GET /api/audit-events': paged('events', events),
    'GET /api/audit-events/filters': {
      data: {
        types: events.map(({ type }) => type),
        actors: [{ id: 'use_ada', kind: 'user', name: 'Ada Lovelace' }],
        resourceTypes: ['SOURCE', 'DESTINATION'],
      },
    },
    'GET /auth/list-sessions': {
      data: [
        {
          id: 'ses_1',
          token: 'one',
          createdAt: ago(3),
          updatedAt: ago(0),
          expiresAt: ago(-4),
          ipAddress: '203.0.113.7',
          userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Firefox/140.0',
        },
        {
          id: 'ses_2',
          token: 'two',
          createdAt: ago(5),
          updatedAt: ago(1),
          expiresAt: ago(-2),
          ipAddress: '198.51.100.23',
          userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Mobile Safari/604.1',
        },
      ],
    },
    'GET /auth/get-session': { data: { session: { id: 'ses_1' }, user: { id: 'use_ada' } } },
    'GET /auth/passkey/list-user-passkeys': {
      data: [
        {
          id: 'pk_1',
          name: 'Work laptop',
          createdAt: ago(30),
          deviceType: 'multiDevice',
          backedUp: true,
        },
      ],
    },
    'POST /auth/two-factor/enable': {
      data: {
        totpURI:
          'otpauth://totp/Headwater:ada%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DP&issuer=Headwater',
        backupCodes: Array.from({ length: 10 }, (_, index) => `a1b2${index}-c3d4${index}`),
      },
    },
  }
}
