/** How each endpoint of the management API is asked, one row each. */

import { PLAN_ROWS } from './plan-rows.ts'
import { fixed, named, type Row, type Scene } from './route-row.ts'

const ENVIRONMENT = { labels: [{ key: 'environment', value: 'dev' }] }
export const READER = { permissions: [{ roleId: 'source-read-only' }] }
export const GROUP_MEMBER = { emails: ['minimal@example.com'] }
export const FILTER = { if: "event = 'Test'", actions: [{ type: 'DROP' }] }
export const MAPPING = {
  name: 'Another',
  actionId: 'actions-orderly:trackOrder',
  trigger: "type = 'track'",
  settings: { order_id: 'fixed' },
}
const subscriptions = ({ mappedId }: Scene) => `/destinations/${mappedId}/subscriptions`
const subscription = (scene: Scene) => `${subscriptions(scene)}/${scene.mappingId}`
const overviewStep = ({ sourceId, destinationId }: Scene, step: string): string => {
  const endTime = new Date().toISOString()
  const startTime = new Date(Date.now() - 3_600_000).toISOString()
  const window = `startTime=${startTime}&endTime=${endTime}&granularity=HOUR`
  return `/delivery-overview/${step}?sourceId=${sourceId}&destinationConfigId=${destinationId}&${window}`
}
let n = 0

export const ROWS: Record<string, Row> = {
  'GET /setup-state': fixed('anybody', '/setup-state'),
  'GET /me': fixed('member', '/me'),
  'GET /': fixed('member', '/'),
  'PATCH /': fixed('owner', '/', { name: 'Renamed' }),
  'GET /roles': fixed('member', '/roles'),
  'GET /checklist': fixed('member', '/checklist'),
  'GET /catalog/sources': fixed('member', '/catalog/sources'),
  'GET /catalog/sources/:id': fixed('member', '/catalog/sources/javascript'),
  'GET /catalog/destinations': fixed('member', '/catalog/destinations'),
  'GET /catalog/destinations/:id': fixed('member', '/catalog/destinations/webhooks'),
  'POST /configuration/republish': fixed('owner', '/configuration/republish', {}),

  'GET /sources': fixed('list', '/sources?pagination[count]=1000'),
  'POST /sources': {
    rule: 'create',
    path: () => '/sources',
    body: () => ({ slug: `made-${n++}`, enabled: true, metadataId: 'javascript' }),
  },
  'GET /sources/:id': named('see', ({ sourceId }) => `/sources/${sourceId}`),
  'PATCH /sources/:id': named(
    'edit',
    ({ sourceId }) => `/sources/${sourceId}`,
    () => ({
      name: 'Renamed',
    }),
  ),
  'DELETE /sources/:id': named('edit', ({ sourceId }) => `/sources/${sourceId}`),
  'GET /sources/:id/connected-destinations': named(
    'see',
    ({ sourceId }) => `/sources/${sourceId}/connected-destinations`,
  ),
  'GET /sources/:id/recent-events': named(
    'see',
    ({ sourceId }) => `/sources/${sourceId}/recent-events`,
  ),
  'GET /sources/:id/schema': named('see', ({ sourceId }) => `/sources/${sourceId}/schema`),
  'GET /sources/:id/schema/fields': named(
    'see',
    ({ sourceId }) => `/sources/${sourceId}/schema/fields?kind=identify`,
  ),
  'GET /sources/:id/schema/export': named(
    'see',
    ({ sourceId }) => `/sources/${sourceId}/schema/export`,
  ),
  'POST /sources/:id/schema/events': named(
    'edit',
    ({ sourceId }) => `/sources/${sourceId}/schema/events`,
    () => ({ name: 'Order Completed' }),
  ),
  'POST /sources/:id/schema/archive': named(
    'edit',
    ({ sourceId }) => `/sources/${sourceId}/schema/archive`,
    () => ({ kind: 'track', names: ['Order Completed'], archived: false }),
  ),
  'POST /sources/:id/schema/clear': named(
    'edit',
    ({ sourceId }) => `/sources/${sourceId}/schema/clear`,
    () => ({ kinds: ['track'], what: ['allowed'] }),
  ),
  'GET /sources/:id/schema/controls': named(
    'see',
    ({ sourceId }) => `/sources/${sourceId}/schema/controls`,
  ),
  'PATCH /sources/:id/schema/controls': named(
    'edit',
    ({ sourceId }) => `/sources/${sourceId}/schema/controls`,
    () => ({ changes: [{ control: 'page', allowed: n++ % 2 === 0 }] }),
  ),
  'GET /sources/:id/field-paths': named(
    'see',
    ({ sourceId }) => `/sources/${sourceId}/field-paths`,
  ),
  'GET /sources/:id/status': named('see', ({ sourceId }) => `/sources/${sourceId}/status`),
  'GET /sources/:id/overview': named('see', ({ sourceId }) => `/sources/${sourceId}/overview`),
  'POST /sources/:id/labels': named(
    'edit',
    ({ sourceId }) => `/sources/${sourceId}/labels`,
    () => ENVIRONMENT,
  ),
  'PUT /sources/:id/labels': named(
    'edit',
    ({ sourceId }) => `/sources/${sourceId}/labels`,
    () => ENVIRONMENT,
  ),
  'GET /sources/:id/setup': named('edit key', ({ sourceId }) => `/sources/${sourceId}/setup`),
  'POST /sources/:id/writekey': named(
    'edit key',
    ({ sourceId }) => `/sources/${sourceId}/writekey`,
    () => ({}),
  ),
  'DELETE /sources/:id/writekey/:key': named(
    'edit key',
    ({ sourceId, writeKey }) => `/sources/${sourceId}/writekey/${writeKey}`,
  ),

  'GET /destinations': fixed('list', '/destinations?pagination[count]=1000'),
  'POST /destinations': {
    rule: 'edit',
    path: () => '/destinations',
    body: ({ sourceId }) => ({ sourceId, metadataId: 'webhooks', settings: WEBHOOK }),
    named: true,
    stranger: 400,
  },
  'GET /destinations/:id': named('see', ({ destinationId }) => `/destinations/${destinationId}`),
  'PATCH /destinations/:id': named(
    'edit',
    ({ destinationId }) => `/destinations/${destinationId}`,
    () => ({ name: 'Renamed' }),
  ),
  'DELETE /destinations/:id': named(
    'edit',
    ({ destinationId }) => `/destinations/${destinationId}`,
  ),
  'POST /destinations/:id/test': named(
    'edit',
    ({ destinationId }) => `/destinations/${destinationId}/test`,
    () => ({}),
  ),
  'POST /destinations/:id/filters/preview': named(
    'see',
    ({ destinationId }) => `/destinations/${destinationId}/filters/preview`,
    () => ({ filter: FILTER }),
  ),
  'POST /destination/filters/preview': fixed('member', '/destination/filters/preview', {
    filter: FILTER,
    payload: { type: 'track' },
  }),
  'GET /destination/:id/filters': named(
    'see',
    ({ destinationId }) => `/destination/${destinationId}/filters`,
  ),
  'POST /destination/:id/filters': named(
    'edit',
    ({ destinationId }) => `/destination/${destinationId}/filters`,
    ({ sourceId }) => ({ sourceId, title: 'Another', enabled: true, ...FILTER }),
  ),
  'GET /destination/:id/filters/:filterId': named(
    'see',
    ({ destinationId, filterId }) => `/destination/${destinationId}/filters/${filterId}`,
  ),
  'PATCH /destination/:id/filters/:filterId': named(
    'edit',
    ({ destinationId, filterId }) => `/destination/${destinationId}/filters/${filterId}`,
    () => ({ title: 'Renamed' }),
  ),
  'DELETE /destination/:id/filters/:filterId': named(
    'edit',
    ({ destinationId, filterId }) => `/destination/${destinationId}/filters/${filterId}`,
  ),
  'GET /destinations/:id/subscriptions': named('see', subscriptions),
  'POST /destinations/:id/subscriptions': named('edit', subscriptions, () => MAPPING),
  'PUT /destinations/:id/subscriptions/order': named(
    'edit',
    (scene) => `${subscriptions(scene)}/order`,
    ({ mappingId, nextMappingId }) => ({ ids: [nextMappingId, mappingId] }),
  ),
  'POST /destinations/:id/subscriptions/preview': named(
    'edit',
    (scene) => `${subscriptions(scene)}/preview`,
    () => ({ actionId: 'trackOrder', settings: {}, event: { type: 'track' } }),
  ),
  'GET /destinations/:id/subscriptions/:mappingId': named('see', subscription),
  'PATCH /destinations/:id/subscriptions/:mappingId': named('edit', subscription, () => ({
    input: { name: `Renamed ${n++}` },
  })),
  'DELETE /destinations/:id/subscriptions/:mappingId': named('edit', subscription),
  'POST /destinations/:id/subscriptions/:mappingId/duplicate': named(
    'edit',
    (scene) => `${subscription(scene)}/duplicate`,
    () => ({}),
  ),
  'GET /destinations/:id/subscriptions/:mappingId/versions': named(
    'see',
    (scene) => `${subscription(scene)}/versions`,
  ),
  'POST /destinations/:id/dynamic-field': named(
    'edit',
    ({ mappedId }) => `/destinations/${mappedId}/dynamic-field`,
    () => ({ actionId: 'trackOrder', path: 'order_id', settings: {} }),
  ),
  'POST /destinations/:id/test-credentials': named(
    'edit',
    ({ mappedId }) => `/destinations/${mappedId}/test-credentials`,
    () => ({}),
  ),
  'GET /destinations/:id/status': named(
    'see',
    ({ destinationId }) => `/destinations/${destinationId}/status`,
  ),
  'POST /destinations/:id/resume': named(
    'edit',
    ({ destinationId }) => `/destinations/${destinationId}/resume`,
    () => ({}),
  ),
  'GET /destinations/:id/failed-deliveries': named(
    'see',
    ({ destinationId }) => `/destinations/${destinationId}/failed-deliveries`,
  ),
  'POST /destinations/:id/failed-deliveries/requeue': named(
    'edit',
    ({ destinationId }) => `/destinations/${destinationId}/failed-deliveries/requeue`,
    () => ({}),
  ),
  'GET /destinations/:id/requeue-jobs': named(
    'see',
    ({ destinationId }) => `/destinations/${destinationId}/requeue-jobs`,
  ),
  'GET /destinations/:id/requeue-jobs/:jobId': named(
    'see',
    ({ destinationId }) => `/destinations/${destinationId}/requeue-jobs/rqj_1`,
  ),
  'POST /destinations/:id/requeue-jobs/:jobId/cancel': named(
    'edit',
    ({ destinationId }) => `/destinations/${destinationId}/requeue-jobs/rqj_1/cancel`,
    () => ({}),
  ),
  'GET /destinations/:id/delivery-overview': named(
    'see',
    ({ destinationId }) => `/destinations/${destinationId}/delivery-overview`,
  ),
  'GET /delivery-overview/successfully-received': named('see', (scene) =>
    overviewStep(scene, 'successfully-received'),
  ),
  'GET /delivery-overview/failed-on-ingest': named('see', (scene) =>
    overviewStep(scene, 'failed-on-ingest'),
  ),
  'GET /delivery-overview/filtered-at-source': named('see', (scene) =>
    overviewStep(scene, 'filtered-at-source'),
  ),
  'GET /delivery-overview/filtered-at-destination': named('see', (scene) =>
    overviewStep(scene, 'filtered-at-destination'),
  ),
  'GET /delivery-overview/failed-delivery': named('see', (scene) =>
    overviewStep(scene, 'failed-delivery'),
  ),
  'GET /delivery-overview/successful-delivery': named('see', (scene) =>
    overviewStep(scene, 'successful-delivery'),
  ),
  'GET /destinations/:id/delivery-samples': named(
    'see',
    ({ destinationId }) => `/destinations/${destinationId}/delivery-samples?outcome=delivered`,
  ),
  'GET /alerts': fixed('list', '/alerts?pagination[count]=1000'),
  'POST /alerts': {
    rule: 'edit',
    path: () => '/alerts',
    body: ({ sourceId }) => ({
      name: 'Silence',
      condition: { kind: 'no_events', sourceId, minutes: 60 },
    }),
    named: true,
  },
  'GET /alerts/:id': named('see', ({ alertId }) => `/alerts/${alertId}`),
  'PATCH /alerts/:id': named(
    'edit',
    ({ alertId }) => `/alerts/${alertId}`,
    () => ({ name: `Renamed ${n++}` }),
  ),
  'DELETE /alerts/:id': named('edit', ({ alertId }) => `/alerts/${alertId}`),
  'GET /alerts/:id/history': named('see', ({ alertId }) => `/alerts/${alertId}/history`),
  'POST /alerts/:id/test': named(
    'edit',
    ({ alertId }) => `/alerts/${alertId}/test`,
    () => ({}),
  ),
  'GET /traces/:messageId': named('see', ({ sourceId }) => `/traces/m-1?sourceId=${sourceId}`),
  'GET /books': named('see', ({ sourceId }) => `/books?sourceId=${sourceId}`),

  // Before groups and users, whose rows give the callers other rights.
  ...PLAN_ROWS,

  'GET /audit-events': fixed('owner', '/audit-events'),
  'GET /audit-events/filters': fixed('owner', '/audit-events/filters'),
  'GET /audit-events/export': fixed('owner', '/audit-events/export'),

  'GET /users': fixed('owner', '/users'),
  'DELETE /users': named('owner', ({ memberId }) => `/users?userIds[0]=${memberId}`),
  'GET /users/export': fixed('owner', '/users/export'),
  'GET /users/:id': named('owner', ({ memberId }) => `/users/${memberId}`),
  'GET /users/:id/groups': named('owner', ({ memberId }) => `/users/${memberId}/groups`),
  'POST /users/:id/permissions': named(
    'owner',
    ({ memberId }) => `/users/${memberId}/permissions`,
    () => READER,
  ),
  'PUT /users/:id/permissions': named(
    'owner',
    ({ memberId }) => `/users/${memberId}/permissions`,
    () => READER,
  ),
  'POST /users/:id/password-reset-link': {
    ...named(
      'owner',
      ({ memberId }) => `/users/${memberId}/password-reset-link`,
      () => ({}),
    ),
    stranger: 403,
    session: true,
  },
  'GET /invites': fixed('owner', '/invites'),
  'POST /invites': {
    rule: 'owner',
    path: () => '/invites',
    body: () => ({ invites: [{ email: `invited-${n++}@example.com` }] }),
  },
  'DELETE /invites': named('owner', () => '/invites?emails[0]=invited@example.com'),
  'GET /invitations': fixed('owner', '/invitations'),
  'POST /invitations': {
    rule: 'owner',
    path: () => '/invitations',
    body: () => ({ emails: `invited-${n++}@example.com` }),
  },
  'POST /invitations/:id/resend': named(
    'owner',
    ({ invitationId }) => `/invitations/${invitationId}/resend`,
    () => ({}),
  ),
  'DELETE /invitations/:id': named('owner', ({ invitationId }) => `/invitations/${invitationId}`),
  'GET /groups': fixed('owner', '/groups'),
  'POST /groups': { rule: 'owner', path: () => '/groups', body: () => ({ name: `G ${n++}` }) },
  'GET /groups/:id': named('owner', ({ groupId }) => `/groups/${groupId}`),
  'PATCH /groups/:id': named(
    'owner',
    ({ groupId }) => `/groups/${groupId}`,
    () => ({
      name: `G ${n++}`,
    }),
  ),
  'DELETE /groups/:id': named('owner', ({ groupId }) => `/groups/${groupId}`),
  'GET /groups/:id/users': named('owner', ({ groupId }) => `/groups/${groupId}/users`),
  'POST /groups/:id/users': named(
    'owner',
    ({ groupId }) => `/groups/${groupId}/users`,
    () => GROUP_MEMBER,
  ),
  'PUT /group/:id/users': named(
    'owner',
    ({ groupId }) => `/group/${groupId}/users`,
    () => GROUP_MEMBER,
  ),
  'DELETE /group/:id/users': named(
    'owner',
    ({ groupId }) => `/group/${groupId}/users?emails[0]=minimal@example.com`,
  ),
  'GET /groups/:id/invites': named('owner', ({ groupId }) => `/groups/${groupId}/invites`),
  'POST /groups/:id/permissions': named(
    'owner',
    ({ groupId }) => `/groups/${groupId}/permissions`,
    () => READER,
  ),
  'PUT /groups/:id/permissions': named(
    'owner',
    ({ groupId }) => `/groups/${groupId}/permissions`,
    () => READER,
  ),
  'GET /tokens': fixed('owner', '/tokens'),
  'POST /tokens': fixed('owner', '/tokens', { name: 'T', ...READER }),
  'DELETE /tokens/:id': named('owner', ({ tokenId }) => `/tokens/${tokenId}`),
  'GET /labels': fixed('member', '/labels'),
  'POST /labels': {
    rule: 'owner',
    path: () => '/labels',
    body: () => ({ label: { key: 'team', value: `t${n++}` } }),
  },
  'DELETE /labels/:key/:value': named('owner', () => '/labels/team/red'),
}

export const WEBHOOK = {
  hooks: [{ hook: 'https://hooks.example.com/hush-path' }],
  sharedSecret: 'hush-key',
}
