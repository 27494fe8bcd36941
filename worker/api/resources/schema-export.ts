import { getWorkspace } from '../../db/queries/workspaces.ts'
import { ok } from '../../domain/result.ts'
import type { SchemaKind } from '../../domain/schema/kinds.ts'
import type { SchemaSheetEvent } from '../../messages/schema-rpc.ts'
import { schemaExportQuerySchema } from '../contract/schema.ts'
import { csvReply } from '../csv.ts'
import { type Call, parseBody } from '../endpoint.ts'
import { judgeSource } from '../judge.ts'

const PERIOD_DAYS = { '24h': 1, '7d': 7, '30d': 30 } as const
const DAY_MS = 86_400_000

const COLUMNS = [
  'Event Name',
  'Last Seen At (UTC)',
  'Property Name',
  'Allowed',
  'Blocked',
  'Total',
  'Planned',
]

/** What kinds without event names are called in the first column. */
const KIND_NAMES: Record<SchemaKind, string> = {
  track: '',
  identify: 'Identify',
  group: 'Group',
  page: 'Page',
  screen: 'Screen',
}

/** All that is listed, one row for each event and property. Names and numbers, never a value. */
export async function exportSchema(call: Call) {
  const { deps, principal } = call
  const source = await judgeSource(call, call.params.id ?? '', 'read')
  if (!source.ok) return source
  const query = parseBody(schemaExportQuerySchema, Object.fromEntries(call.query))
  if (!query.ok) return query
  const { kind, period } = query.value
  const now = Date.parse(deps.now())
  const [workspace, sheet] = await Promise.all([
    getWorkspace(deps.db, principal.workspaceId),
    deps.sourceMonitor(source.value.id).schemaSheet({ kind, period }),
  ])
  const since = now - PERIOD_DAYS[period] * DAY_MS
  const rows = sheet.events
    .toSorted((a, b) => b.last - a.last)
    .flatMap((event) => rowsOf(event, kind, (time) => showLastSeen(time, since, period)))
  const subject = [workspace?.slug ?? '', source.value.slug, kind]
  const name = fileName(subject, now, sheet.incomplete)
  return ok(csvReply(name, COLUMNS, rows))
}

/** An event without properties has a row too: it is on the list. */
function rowsOf(
  event: SchemaSheetEvent,
  kind: SchemaKind,
  lastSeen: (time: number) => string,
): (string | number)[][] {
  const name = kind === 'track' ? event.name : KIND_NAMES[kind]
  const fields = event.fields.length > 0 ? event.fields : [{ ...event, path: '' }]
  // Nothing is planned while there is no tracking plan.
  return fields.map(({ path, allowed, blocked, last }) => [
    name,
    lastSeen(last),
    path,
    allowed,
    blocked,
    allowed + blocked,
    '',
  ])
}

function showLastSeen(time: number, since: number, period: keyof typeof PERIOD_DAYS): string {
  if (time === 0) return ''
  if (time >= since) return new Date(time).toISOString()
  const days = PERIOD_DAYS[period]
  return `more than ${days} ${days === 1 ? 'day' : 'days'} ago`
}

/** `workspace-source-type--yyyy-mm-dd--hh-mm-utc.csv`. A file has no other place to say that it is not whole. */
function fileName(parts: readonly string[], now: number, incomplete: boolean): string {
  const [date = '', time = ''] = new Date(now).toISOString().split('T')
  const subject = parts.map((part) => part.replaceAll(/[^a-zA-Z0-9_-]+/g, '-')).join('-')
  return `${subject}--${date}--${time.slice(0, 5).replace(':', '-')}-utc${incomplete ? '--incomplete' : ''}.csv`
}
