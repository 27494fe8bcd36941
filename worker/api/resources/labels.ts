import { createLabel, deleteLabel, type LabelRow, listLabels } from '../../db/queries/labels.ts'
import { updateSource } from '../../db/queries/sources.ts'
import { sameLabel } from '../../domain/access/can.ts'
import type { Label } from '../../domain/access/resource.ts'
import { SUCCESS } from '../contract/envelope.ts'
import { createLabelSchema, type LabelAnswer, sourceLabelsSchema } from '../contract/labels.ts'
import { accessFailure, type Call, parseBody, reply, type WorkspaceEndpoint } from '../endpoint.ts'
import { fail, notFound } from '../errors.ts'
import { judgeSource } from '../judge.ts'
import { sourceFailure } from './sources.ts'

export const labelEndpoints: readonly WorkspaceEndpoint[] = [
  {
    method: 'GET',
    path: '/labels',
    needs: ['read', 'label'],
    async handle({ deps, principal }) {
      const labels = await listLabels(deps.db, principal.workspaceId)
      return reply({ labels: labels.map(showLabel) })
    },
  },
  {
    method: 'POST',
    path: '/labels',
    needs: ['write', 'label'],
    async handle({ deps, principal, body }) {
      const input = parseBody(createLabelSchema, body)
      if (!input.ok) return input
      const created = await createLabel(deps, principal, input.value.label)
      if (created.ok) return reply({ label: showLabel(created.value) }, 201)
      const { error } = created
      if (error.reason === 'taken') return fail('conflict', 'There is such a label.', 'label')
      if (error.reason === 'not_found' || error.reason === 'in_use') return notFound('label')
      return accessFailure(error)
    },
  },
  {
    method: 'DELETE',
    path: '/labels/:key/:value',
    needs: ['write', 'label'],
    async handle({ deps, principal, params }) {
      const label = { key: params.key ?? '', value: params.value ?? '' }
      const deleted = await deleteLabel(deps, principal, label)
      if (deleted.ok) return reply(SUCCESS)
      const { error } = deleted
      if (error.reason === 'not_found' || error.reason === 'taken') return notFound('label')
      if (error.reason === 'in_use') {
        const by = error.by === 'source' ? 'A source carries this label.' : 'A permission uses it.'
        return fail('conflict', by)
      }
      return accessFailure(error)
    },
  },
  {
    method: 'POST',
    path: '/sources/:id/labels',
    needs: ['write', 'source'],
    handle: (call) => setLabels(call, 'add'),
  },
  {
    method: 'PUT',
    path: '/sources/:id/labels',
    needs: ['write', 'source'],
    handle: (call) => setLabels(call, 'replace'),
  },
]

async function setLabels(call: Call, how: 'add' | 'replace') {
  const { deps, principal, params, body } = call
  const source = await judgeSource(call, params.id ?? '', 'write')
  if (!source.ok) return source
  const input = parseBody(sourceLabelsSchema, body)
  if (!input.ok) return input
  const known = await listLabels(deps.db, principal.workspaceId)
  const given: Label[] = []
  for (const [index, label] of input.value.labels.entries()) {
    // As the workspace writes it, whatever the case it was asked for in.
    const own = known.find((candidate) => sameLabel(candidate, label))
    if (own === undefined) {
      return fail('bad-request', 'There is no such label.', `labels.${index}`)
    }
    given.push({ key: own.key, value: own.value })
  }
  const before = how === 'add' ? source.value.labels : []
  // A resource has one value per key; what is added takes the place of the old value.
  const byKey = new Map([...before, ...given].map((label) => [label.key.toLowerCase(), label]))
  if (how === 'replace' && byKey.size < given.length) {
    return fail('bad-request', 'A source has one value per key.', 'labels')
  }
  const labels = [...byKey.values()]
  const updated = await updateSource(deps, principal, source.value.id, { labels })
  if (!updated.ok) return sourceFailure(updated.error)
  return reply({ labels: showAll(updated.value.labels, known) })
}

const showAll = (labels: readonly Label[], known: readonly LabelRow[]): LabelAnswer[] =>
  labels.map((label) => ({
    ...label,
    description: known.find((candidate) => sameLabel(candidate, label))?.description ?? '',
  }))

const showLabel = ({ key, value, description }: LabelRow): LabelAnswer => ({
  key,
  value,
  description,
})
