import {
  type AlertRow,
  alertHistoryOf,
  allAlerts,
  createAlert,
  deleteAlert,
  getAlert,
  MAX_ALERTS,
  updateAlert,
} from '../../db/queries/alerts.ts'
import { sourcesOfDestinations } from '../../db/queries/destinations.ts'
import { allSources } from '../../db/queries/sources.ts'
import { can } from '../../domain/access/can.ts'
import type { Action } from '../../domain/access/resource.ts'
import type { AlertChannel } from '../../domain/alerts/alert.ts'
import type { AlertCondition } from '../../domain/alerts/condition.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { notifyAll } from '../alerts/notify.ts'
import {
  type AlertAnswer,
  type ChannelAnswer,
  type ChannelInput,
  createAlertSchema,
  updateAlertSchema,
} from '../contract/alerts.ts'
import { SUCCESS } from '../contract/envelope.ts'
import { pagination, parseWindow } from '../conventions.ts'
import { type Call, type Failure, parseBody, reply, type WorkspaceEndpoint } from '../endpoint.ts'
import { fail, notFound } from '../errors.ts'
import { judgeDestination, judgeSource, ofSource } from '../judge.ts'
import { replyPage } from '../reply-page.ts'

/** Who may see or edit what an alert is about may see or edit the alert. */
export const alertEndpoints: readonly WorkspaceEndpoint[] = [
  {
    method: 'GET',
    path: '/alerts',
    needs: ['read', 'source'],
    async handle(call) {
      const rows = await allAlerts(call.deps.db, call.principal.workspaceId)
      const seen = await visibleAlerts(call, rows)
      return replyPage(call.query, 'alerts', seen, showAlert)
    },
  },
  {
    method: 'POST',
    path: '/alerts',
    needs: ['write', 'source'],
    async handle(call) {
      const input = parseBody(createAlertSchema, call.body)
      if (!input.ok) return input
      const about = await judgeAbout(call, input.value.condition, 'write')
      if (!about.ok) return about
      const channels = await channelsOf(call, input.value.channels, [])
      if (!channels.ok) return channels
      const created = await createAlert(call.deps, call.principal, {
        ...input.value,
        channels: channels.value,
        origin: call.url.origin,
      })
      if (created.ok) return reply({ alert: showAlert(created.value) })
      return fail('conflict', `A workspace may have ${MAX_ALERTS} alerts.`)
    },
  },
  {
    method: 'GET',
    path: '/alerts/:id',
    needs: ['read', 'source'],
    async handle(call) {
      const alert = await judgeAlert(call, 'read')
      return alert.ok ? reply({ alert: showAlert(alert.value) }) : alert
    },
  },
  {
    method: 'PATCH',
    path: '/alerts/:id',
    needs: ['write', 'source'],
    async handle(call) {
      const alert = await judgeAlert(call, 'write')
      if (!alert.ok) return alert
      const input = parseBody(updateAlertSchema, call.body)
      if (!input.ok) return input
      const before = alert.value
      const { condition = before.condition } = input.value
      if (aboutOf(condition) !== aboutOf(before.condition)) {
        return fail(
          'bad-request',
          'What an alert is about stays as it is: make another.',
          'condition',
        )
      }
      const channels =
        input.value.channels === undefined
          ? ok(before.channels)
          : await channelsOf(call, input.value.channels, before.channels)
      if (!channels.ok) return channels
      const after = await updateAlert(call.deps, call.principal, before, {
        name: input.value.name ?? before.name,
        condition,
        enabled: input.value.enabled ?? before.enabled,
        channels: channels.value,
        repeatMinutes: input.value.repeatMinutes ?? before.repeatMinutes,
        origin: call.url.origin,
      })
      return reply({ alert: showAlert(after) })
    },
  },
  {
    method: 'DELETE',
    path: '/alerts/:id',
    needs: ['write', 'source'],
    async handle(call) {
      const alert = await judgeAlert(call, 'write')
      if (!alert.ok) return alert
      await deleteAlert(call.deps, call.principal, alert.value)
      return reply(SUCCESS)
    },
  },
  {
    method: 'GET',
    path: '/alerts/:id/history',
    needs: ['read', 'source'],
    async handle(call) {
      const window = parseWindow(call.query)
      if (!window.ok) return window
      const alert = await judgeAlert(call, 'read')
      if (!alert.ok) return alert
      const { items, total } = await alertHistoryOf(call.deps.db, alert.value.id, window.value)
      const history = items.map(({ alertId, ...entry }) => entry)
      return reply({ history, pagination: pagination(window.value, total) })
    },
  },
  {
    method: 'POST',
    path: '/alerts/:id/test',
    needs: ['write', 'source'],
    async handle(call) {
      const alert = await judgeAlert(call, 'write')
      if (!alert.ok) return alert
      const { reading } = alert.value
      const message = {
        alert: alert.value,
        change: 'test' as const,
        reading: reading === '' ? 'Nothing was measured yet.' : reading,
        at: call.deps.now(),
      }
      const [notified = []] = await notifyAll([message], call.deps)
      return reply({ notified })
    },
  },
]

const aboutOf = (condition: AlertCondition): string =>
  'destinationId' in condition
    ? `${condition.kind} ${condition.destinationId}`
    : `${condition.kind} ${condition.sourceId}`

/** Whether the caller may do this with what the alert is about. */
async function judgeAbout(
  call: Call,
  condition: AlertCondition,
  action: Action,
): Promise<Result<unknown, Failure>> {
  const judged =
    'destinationId' in condition
      ? await judgeDestination(call, condition.destinationId, action)
      : await judgeSource(call, condition.sourceId, action)
  if (judged.ok || judged.error[0].type !== 'not-found') return judged
  const field = 'destinationId' in condition ? 'destinationId' : 'sourceId'
  return err([{ ...judged.error[0], field: `condition.${field}` }])
}

/** An alert about what is gone belongs to whoever may do this with everything of its kind. */
async function mayWith(call: Call, row: AlertRow, action: Action): Promise<boolean> {
  const judged = await judgeAbout(call, row.condition, action)
  if (judged.ok) return true
  return judged.error[0].type === 'not-found' && can(call.principal, action, { kind: 'source' })
}

async function judgeAlert(call: Call, action: Action): Promise<Result<AlertRow, Failure>> {
  const { deps, principal, params } = call
  const row = await getAlert(deps.db, principal.workspaceId, params.id ?? '')
  if (row === null || !(await mayWith(call, row, 'read'))) return notFound('alert')
  if (await mayWith(call, row, action)) return ok(row)
  return fail('forbidden', 'You may not edit this: it takes the right to edit what it is about.')
}

/** Those about something that the caller may see; about what is gone, as `mayWith` has it. */
async function visibleAlerts(call: Call, rows: readonly AlertRow[]): Promise<AlertRow[]> {
  const { deps, principal } = call
  if (rows.length === 0) return []
  const [sources, sourceOf] = await Promise.all([
    allSources(deps.db, principal.workspaceId),
    sourcesOfDestinations(deps.db, principal.workspaceId),
  ])
  const byId = new Map(sources.map((source) => [source.id, source]))
  return rows.filter(({ condition }) => {
    const ofDestination = 'destinationId' in condition
    const id = ofDestination ? sourceOf.get(condition.destinationId) : condition.sourceId
    const source = id === undefined ? undefined : byId.get(id)
    if (source === undefined) return can(principal, 'read', { kind: 'source' })
    return can(principal, 'read', ofSource(ofDestination ? 'destination' : 'source', source))
  })
}

async function channelsOf(
  { deps }: Call,
  inputs: readonly ChannelInput[],
  known: readonly AlertChannel[],
): Promise<Result<AlertChannel[], Failure>> {
  const found: AlertChannel[] = []
  for (const [at, input] of inputs.entries()) {
    const old = known.find(({ id, type }) => id === input.id && type === input.type)
    const id = old?.id ?? deps.newId('chn')
    if (input.type === 'email') {
      found.push({ id, type: 'email', to: input.to })
    } else if (input.url !== undefined) {
      const { url } = input
      const sealed = await deps.seal({ url })
      found.push({ id, type: input.type, host: new URL(url).host, sealed })
    } else if (old !== undefined) {
      found.push(old)
    } else {
      return fail('bad-request', 'A new channel needs its URL.', `channels.${at}.url`)
    }
  }
  return ok(found)
}

const showAlert = (row: AlertRow): AlertAnswer => ({
  id: row.id,
  name: row.name,
  condition: row.condition as AlertAnswer['condition'],
  enabled: row.enabled,
  channels: row.channels.map(showChannel),
  repeatMinutes: row.repeatMinutes,
  state: row.state,
  stateSince: row.stateSince,
  reading: row.reading,
  evaluatedAt: row.evaluatedAt,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
})

const showChannel = (channel: AlertChannel): ChannelAnswer =>
  channel.type === 'email'
    ? { id: channel.id, type: 'email', to: channel.to }
    : { id: channel.id, type: channel.type, host: channel.host }
