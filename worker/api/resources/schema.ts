import { auditRow } from '../../db/queries/audit.ts'
import { getSchemaControls } from '../../db/queries/schema-controls.ts'
import type { Source } from '../../db/queries/sources.ts'
import { editAccess } from '../../db/queries/team.ts'
import type { SourceControls } from '../../domain/protocols/schema-controls.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { SchemaKind } from '../../domain/schema/kinds.ts'
import { MAX_EVENTS_PER_SOURCE } from '../../domain/schema/limits.ts'
import type { SchemaOff, SeenEvent, SeenField } from '../../messages/schema-rpc.ts'
import { SUCCESS } from '../contract/envelope.ts'
import {
  type SchemaAnswer,
  type SchemaEvent,
  type SchemaField,
  type SchemaFieldsAnswer,
  schemaArchiveSchema,
  schemaClearSchema,
  schemaFieldsQuerySchema,
  schemaNewEventSchema,
  schemaQuerySchema,
} from '../contract/schema.ts'
import {
  accessFailure,
  type Call,
  type Failure,
  parseBody,
  reply,
  type WorkspaceEndpoint,
} from '../endpoint.ts'
import { fail, notFound } from '../errors.ts'
import { judgeSource } from '../judge.ts'
import { showControls } from './schema-controls.ts'
import { exportSchema } from './schema-export.ts'

export const schemaEndpoints: readonly WorkspaceEndpoint[] = [
  {
    method: 'GET',
    path: '/sources/:id/schema',
    needs: ['read', 'source'],
    handle: listSchema,
  },
  {
    method: 'GET',
    path: '/sources/:id/schema/fields',
    needs: ['read', 'source'],
    handle: listFields,
  },
  {
    method: 'GET',
    path: '/sources/:id/schema/export',
    needs: ['read', 'source'],
    handle: exportSchema,
  },
  {
    method: 'POST',
    path: '/sources/:id/schema/events',
    needs: ['write', 'source'],
    handle: addEvent,
  },
  {
    method: 'POST',
    path: '/sources/:id/schema/archive',
    needs: ['write', 'source'],
    handle: archive,
  },
  {
    method: 'POST',
    path: '/sources/:id/schema/clear',
    needs: ['write', 'source'],
    handle: clear,
  },
]

async function listSchema(call: Call) {
  const source = await judgeSource(call, call.params.id ?? '', 'read')
  if (!source.ok) return source
  const query = parseBody(schemaQuerySchema, Object.fromEntries(call.query))
  if (!query.ok) return query
  const { period, kind, search, archived } = query.value
  const { id } = source.value
  const [controls, list] = await Promise.all([
    controlsOf(call, id),
    call.deps.sourceMonitor(id).schemaList(period),
  ])
  const blocked = new Set(controls.blockedEvents)
  const destinationsOff = new Map(
    controls.destinationsOff.map(({ event, destinationIds }) => [event, destinationIds]),
  )
  const all = list.events.map((event) => {
    const off = event.kind === 'track' ? blocked.has(event.name) : isKindOff(event.kind, controls)
    const kept = event.kind === 'track' ? destinationsOff.get(event.name) : undefined
    return showEvent(event, off, kept ?? [])
  })
  const words = search.trim().toLowerCase()
  const problems = perKind((of) =>
    of === 'track'
      ? all.filter((event) => event.kind === of && !event.archived && event.hints.length > 0).length
      : list.events.reduce((sum, event) => sum + (event.kind === of ? event.fieldProblems : 0), 0),
  )
  const answer: SchemaAnswer = {
    period,
    events: all
      .filter((event) => kind === undefined || event.kind === kind)
      .filter((event) => archived === 'true' || !event.archived)
      .filter((event) => event.name.toLowerCase().includes(words))
      .sort((a, b) => (a.lastSeen < b.lastSeen ? 1 : a.lastSeen > b.lastSeen ? -1 : 0)),
    problems,
    totals: perKind((of) => all.filter((event) => event.kind === of && !event.archived).length),
    unlistedEvents: list.unlisted,
    incomplete: list.incomplete,
    controls: showControls(controls),
  }
  return reply(answer)
}

async function listFields(call: Call) {
  const source = await judgeSource(call, call.params.id ?? '', 'read')
  if (!source.ok) return source
  const query = parseBody(schemaFieldsQuerySchema, Object.fromEntries(call.query))
  if (!query.ok) return query
  const { id } = source.value
  const { kind } = query.value
  const [controls, found] = await Promise.all([
    controlsOf(call, id),
    call.deps.sourceMonitor(id).schemaFields(query.value),
  ])
  if (found === null) return notFound('event in this source')
  const off = offOf(controls)
  const traitsOff = new Set(kind === 'identify' || kind === 'group' ? off[kind] : [])
  const answer: SchemaFieldsAnswer = {
    fields: found.fields
      .map((field) => showField(field, traitsOff))
      .sort((a, b) => (a.path < b.path ? -1 : 1)),
    unlisted: found.unlisted,
    incomplete: found.incomplete,
  }
  return reply(answer)
}

async function addEvent(call: Call) {
  const source = await judgeSource(call, call.params.id ?? '', 'write')
  if (!source.ok) return source
  const input = parseBody(schemaNewEventSchema, call.body)
  if (!input.ok) return input
  const { name } = input.value
  const added = await call.deps.sourceMonitor(source.value.id).expectEvent(name)
  if (added === 'known') return fail('conflict', 'This event is on the list already.', 'name')
  if (added === 'full') {
    const limit = MAX_EVENTS_PER_SOURCE.toLocaleString('en')
    return fail('conflict', `The list holds ${limit} events. Clear what is not needed first.`)
  }
  const logged = await log(call, source.value, 'Schema Event Created', { name })
  return logged.ok ? reply(SUCCESS, 201) : logged
}

async function archive(call: Call) {
  const source = await judgeSource(call, call.params.id ?? '', 'write')
  if (!source.ok) return source
  const input = parseBody(schemaArchiveSchema, call.body)
  if (!input.ok) return input
  const { kind, names, archived } = input.value
  if (kind === 'identify' || kind === 'group') {
    return fail('bad-request', 'Only track, page and screen events can be archived.', 'kind')
  }
  const off = offOf(await controlsOf(call, source.value.id))
  const blocked = new Set(off.events)
  const flowing = names.findIndex((name) =>
    kind === 'track' ? !blocked.has(name) : name === '' && !off[kind],
  )
  if (archived && flowing >= 0) {
    return fail(
      'conflict',
      'Only what is blocked can be archived. Block it first.',
      `names.${flowing}`,
    )
  }
  const monitor = call.deps.sourceMonitor(source.value.id)
  const [unknown] = await monitor.archiveEvents({ kind, names, archived })
  if (unknown !== undefined) {
    return fail(
      'not-found',
      'There is no such event on the list.',
      `names.${names.indexOf(unknown)}`,
    )
  }
  const type = archived ? 'Schema Event Archived' : 'Schema Event Unarchived'
  const logged = await log(call, source.value, type, { kind, names: names.slice(0, MAX_LOGGED) })
  return logged.ok ? reply(SUCCESS) : logged
}

async function clear(call: Call) {
  const source = await judgeSource(call, call.params.id ?? '', 'write')
  if (!source.ok) return source
  const input = parseBody(schemaClearSchema, call.body)
  if (!input.ok) return input
  const { id } = source.value
  const off = offOf(await controlsOf(call, id))
  const cleared = await call.deps.sourceMonitor(id).clearSchema({ ...input.value, off })
  const logged = await log(call, source.value, 'Schema History Cleared', {
    ...input.value,
    ...cleared,
  })
  return logged.ok ? reply({ cleared }) : logged
}

/** Names of an entry on the trail: enough to know what it was about. */
const MAX_LOGGED = 50

async function log(
  { deps, principal }: Call,
  { id, name, workspaceId }: Source,
  type: string,
  after: unknown,
): Promise<Result<void, Failure>> {
  const entry = {
    type,
    resourceType: 'SOURCE',
    resourceId: id,
    resourceName: name,
    before: null,
    after,
  }
  const logged = await editAccess(deps, workspaceId, () => {
    const change = { team: null, statements: [], audit: [auditRow(deps, principal, entry)] }
    return ok({ value: undefined, change })
  })
  return logged.ok ? logged : accessFailure(logged.error)
}

const controlsOf = ({ deps, principal }: Call, sourceId: string): Promise<SourceControls> =>
  getSchemaControls(deps.db, principal.workspaceId, sourceId)

const offOf = (controls: SourceControls): SchemaOff => ({
  events: controls.blockedEvents,
  page: controls.blockPage,
  screen: controls.blockScreen,
  identify: controls.blockedIdentifyTraits,
  group: controls.blockedGroupTraits,
})

/** Of identify and group only traits are. */
const isKindOff = (kind: SchemaKind, { blockPage, blockScreen }: SourceControls): boolean =>
  (kind === 'page' && blockPage) || (kind === 'screen' && blockScreen)

function showEvent(event: SeenEvent, off: boolean, destinationsOff: string[]): SchemaEvent {
  const { kind, name, allowed, blocked, fields, fieldsUnlisted, expected, hints } = event
  return {
    kind,
    name,
    allowed,
    blocked,
    firstSeen: showTime(event.first),
    lastSeen: showTime(event.last),
    off,
    destinationsOff,
    fields,
    fieldsUnlisted,
    expected,
    // What is let through again comes back by itself.
    archived: event.archived && off,
    hints,
  }
}

function showField(field: SeenField, off: ReadonlySet<string>): SchemaField {
  const { path, types, allowed, blocked, hints } = field
  return {
    path,
    types,
    allowed,
    blocked,
    firstSeen: showTime(field.first),
    lastSeen: showTime(field.last),
    off: off.has(path),
    hints,
  }
}

const showTime = (time: number): string => (time === 0 ? '' : new Date(time).toISOString())

const perKind = <T>(value: (kind: SchemaKind) => T): Record<SchemaKind, T> => ({
  track: value('track'),
  identify: value('identify'),
  group: value('group'),
  page: value('page'),
  screen: value('screen'),
})
