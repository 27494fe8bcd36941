import { named, type Row, type Scene } from './route-row.ts'

/** Endpoints of tracking plans. */

const plan = ({ planId }: Scene) => `/tracking-plans/${planId}`
const below =
  (path: string) =>
  (scene: Scene): string =>
    `${plan(scene)}/${path}`
export const PLAN_RULE = {
  type: 'TRACK',
  key: 'Order Completed',
  version: 1,
  jsonSchema: { type: 'object', properties: { properties: { type: 'object' } } },
}
const RULES = () => ({ rules: [PLAN_RULE] })
const NAMES = () => ({ rules: [{ type: 'TRACK', key: 'Order Completed', version: 1 }] })
const QUERY = 'type=TRACK&key=Order%20Completed&version=1'
let n = 0

export const PLAN_ROWS: Record<string, Row> = {
  'GET /tracking-plans': { rule: 'owner', path: () => '/tracking-plans' },
  'POST /tracking-plans': {
    rule: 'owner',
    path: () => '/tracking-plans',
    body: () => ({ name: `Plan ${n++}`, type: 'LIVE' }),
  },
  'GET /tracking-plans/:id': named('owner', plan),
  'PATCH /tracking-plans/:id': named('owner', plan, () => ({ name: 'Renamed' })),
  'DELETE /tracking-plans/:id': named('owner', plan),
  'GET /tracking-plans/:id/rules': named('owner', below('rules')),
  'PATCH /tracking-plans/:id/rules': named('owner', below('rules'), RULES),
  'PUT /tracking-plans/:id/rules': named('owner', below('rules'), RULES),
  'DELETE /tracking-plans/:id/rules': named(
    'owner',
    below('rules?rules[0][type]=TRACK&rules[0][key]=Order%20Completed&rules[0][version]=1'),
  ),
  'GET /tracking-plans/:id/outline': named('owner', below('outline?view=draft')),
  'GET /tracking-plans/:id/rule': named('owner', below(`rule?${QUERY}`)),
  'GET /tracking-plans/:id/draft': named('owner', below('draft')),
  'DELETE /tracking-plans/:id/draft': named('owner', below('draft')),
  'PATCH /tracking-plans/:id/draft/rules': named('owner', below('draft/rules'), RULES),
  'POST /tracking-plans/:id/draft/remove': named('owner', below('draft/remove'), NAMES),
  'POST /tracking-plans/:id/draft/revert': named('owner', below('draft/revert'), NAMES),
  'POST /tracking-plans/:id/draft/merge': named('owner', below('draft/merge'), () => ({})),
  'GET /tracking-plans/:id/changelog': named('owner', below('changelog')),
  'GET /tracking-plans/:id/changelog/:entryId': named(
    'owner',
    (scene) => `${plan(scene)}/changelog/${scene.changelogId}`,
  ),
  'GET /tracking-plans/:id/sources': named('owner', below('sources')),
  'POST /tracking-plans/:id/sources': named('owner', below('sources'), ({ sourceId }) => ({
    sourceId,
  })),
  'DELETE /tracking-plans/:id/sources': named(
    'owner',
    (scene) => `${plan(scene)}/sources?sourceId=${scene.sourceId}`,
  ),
  'GET /tracking-plans/:id/sources/:sourceId/consequences': named(
    'owner',
    (scene) => `${plan(scene)}/sources/${scene.sourceId}/consequences`,
  ),
  'GET /tracking-plans/:id/export': named('owner', below('export?format=json')),
  'POST /tracking-plans/:id/import': named('owner', below('import'), () => ({
    format: 'csv',
    content: 'Event Type,Event Name\nTRACK,Imported',
  })),
  'POST /tracking-plans/:id/draft/from-schema': named(
    'owner',
    below('draft/from-schema'),
    ({ sourceId }) => ({ sourceId, period: '24h', traits: ['identify'] }),
  ),
  'GET /tracking-plans/:id/violations': named('owner', below('violations')),
  'GET /sources/:id/violations': named('see', ({ sourceId }) => `/sources/${sourceId}/violations`),
  'GET /sources/:id/violations/summary': named(
    'see',
    ({ sourceId }) => `/sources/${sourceId}/violations/summary`,
  ),
  'GET /sources/:id/violations/:violationId': named(
    'see',
    ({ sourceId }) => `/sources/${sourceId}/violations/vio_known`,
  ),
  'PATCH /sources/:id/violations': named(
    'edit',
    ({ sourceId }) => `/sources/${sourceId}/violations`,
    () => ({ ids: ['vio_known'], state: 'ignored' }),
  ),
  'GET /sources/:id/settings': named('see', ({ sourceId }) => `/sources/${sourceId}/settings`),
  'PATCH /sources/:id/settings': named(
    'edit',
    ({ sourceId }) => `/sources/${sourceId}/settings`,
    () => ({ track: { allowUnplannedEvents: n++ % 2 === 0 } }),
  ),
}
