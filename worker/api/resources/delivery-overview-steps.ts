import {
  type CountedAt,
  countsOfMetrics,
  countsOfRoute,
  countsOfSource,
  datasetsOf,
} from '../../domain/delivery-overview/datasets.ts'
import { filteredByRoute } from '../../domain/delivery-overview/filtered-by-route.ts'
import { question } from '../../domain/delivery-overview/overview.ts'
import type { Window } from '../../domain/delivery-overview/window.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { MetricField, MetricOutcome } from '../../messages/delivery-metrics-rpc.ts'
import {
  GROUPS,
  OVERVIEW_STEPS,
  type OverviewDataset,
  type OverviewGroup,
  type OverviewStep,
  overviewStepQuerySchema,
} from '../contract/delivery-overview-steps.ts'
import { windowOf as pageOf, pagination, parseWindow, queryList } from '../conventions.ts'
import { type Call, type Failure, parseBody, reply, type WorkspaceEndpoint } from '../endpoint.ts'
import { fail, notFound } from '../errors.ts'
import { judgeDestination, judgeSource } from '../judge.ts'
import { sourceCounts, windowOf } from './delivery-overview.ts'

/** Outcomes of events at their source. What is still in the pipeline is in none of them. */
const SOURCE_OUTCOMES: Partial<Record<OverviewStep, readonly string[]>> = {
  'successfully-received': ['filtered at source', 'dead-lettered', 'passed'],
  'failed-on-ingest': ['failed on ingest'],
  'filtered-at-source': ['filtered at source'],
}

const DELIVERY_OUTCOMES: Partial<Record<OverviewStep, MetricOutcome>> = {
  'filtered-at-destination': 'filtered in attempt',
  'failed-delivery': 'failed delivery',
  'successful-delivery': 'delivered',
}

const isDestinationStep = (step: OverviewStep): boolean => Object.hasOwn(DELIVERY_OUTCOMES, step)

/** The steps of the upstream API's delivery overview, one endpoint each. */
export const deliveryOverviewStepEndpoints: readonly WorkspaceEndpoint[] = OVERVIEW_STEPS.map(
  (step) => ({
    method: 'GET',
    path: `/delivery-overview/${step}`,
    needs: ['read', isDestinationStep(step) ? 'destination' : 'source'],
    handle: (call) => answerStep(call, step),
  }),
)

interface Question {
  step: OverviewStep
  window: Window
  sourceId: string
  destinationId: string
  groupBy: OverviewGroup[]
  filter: Partial<Record<OverviewGroup, string[]>>
}

async function answerStep(call: Call, step: OverviewStep) {
  const asked = await readQuestion(call, step)
  if (!asked.ok) return asked
  const page = parseWindow(call.query)
  if (!page.ok) return page
  const counts = await countsOf(call, asked.value)
  const { window, groupBy, filter } = asked.value
  const wanted = [...counts].filter(({ fields }) => passes(fields, filter))
  const withRetries = step === 'failed-delivery' || step === 'successful-delivery'
  const dataset: OverviewDataset[] = datasetsOf(window, wanted, groupBy, withRetries)
  return reply({
    total: dataset.reduce((sum, { total }) => sum + total, 0),
    dataset: pageOf(dataset, page.value),
    pagination: pagination(page.value, dataset.length),
  })
}

const passes = (fields: CountedAt['fields'], filter: Question['filter']): boolean =>
  GROUPS.every((name) => filter[name]?.includes(fields[name] ?? '') ?? true)

async function readQuestion(call: Call, step: OverviewStep): Promise<Result<Question, Failure>> {
  const input = parseBody(overviewStepQuerySchema, Object.fromEntries(call.query))
  if (!input.ok) return input
  const { sourceId, destinationConfigId = '', subscriptionId, ...times } = input.value
  const groups = readGroups(call, step)
  if (!groups.ok) return groups
  const window = windowOf(times, call.deps.now())
  if (!window.ok) return window
  const { granularity } = window.value
  if (granularity === 'MINUTE' && step !== 'failed-delivery' && step !== 'successful-delivery') {
    const message = 'This step is counted by the hour: ask for HOUR or DAY.'
    return fail('bad-request', message, 'granularity')
  }
  const judged = await judge(call, step, sourceId, destinationConfigId)
  if (!judged.ok) return judged
  const { groupBy, filter } = groups.value
  if (subscriptionId !== undefined) {
    if (!isDeliveryStep(step)) return notPerEvent('subscriptionId', step)
    filter.subscriptionId = [subscriptionId]
  }
  const destinationId = destinationConfigId
  return ok({ step, window: window.value, sourceId, destinationId, groupBy, filter })
}

const isDeliveryStep = (step: OverviewStep): boolean =>
  step === 'failed-delivery' || step === 'successful-delivery'

const notPerEvent = (field: string, step: OverviewStep) =>
  fail('bad-request', `The step ${step} is not counted by ${field.split('.').at(-1)}.`, field)

/** What can be told apart at each step; what it is not counted by is refused rather than left out. */
function readGroups(
  { query }: Call,
  step: OverviewStep,
): Result<Pick<Question, 'groupBy' | 'filter'>, Failure> {
  const groupBy = queryList(query, 'groupBy')
  const filter: Question['filter'] = {}
  const names = new Set<string>(groupBy)
  for (const key of query.keys()) {
    const name = /^filter(?:\[(\w+)\]|\.(\w+))/.exec(key)
    if (name) names.add(name[1] ?? name[2] ?? '')
    else if (key === 'filter')
      return fail('bad-request', 'Write it as filter[eventName][0]=…', 'filter')
  }
  for (const name of names) {
    const field = groupBy.includes(name) ? 'groupBy' : `filter.${name}`
    if (!isGroup(name)) return fail('bad-request', `One of: ${GROUPS.join(', ')}.`, field)
    if (!countedBy(step).includes(name))
      return notPerEvent(field === 'groupBy' ? name : field, step)
    const wanted = [...queryList(query, `filter[${name}]`), ...queryList(query, `filter.${name}`)]
    if (wanted.length > 0) filter[name] = wanted
  }
  return ok({ groupBy: groupBy.filter(isGroup), filter })
}

const isGroup = (name: string): name is OverviewGroup =>
  (GROUPS as readonly string[]).includes(name)

function countedBy(step: OverviewStep): readonly OverviewGroup[] {
  if (step === 'filtered-at-destination') return ['discardReason']
  if (isDeliveryStep(step)) return GROUPS
  return ['eventName', 'eventType', 'discardReason']
}

async function judge(
  call: Call,
  step: OverviewStep,
  sourceId: string,
  destinationId: string,
): Promise<Result<unknown, Failure>> {
  if (!isDestinationStep(step)) {
    return judgeSource(call, sourceId, 'read', 'source', 'deleted too')
  }
  if (destinationId === '') {
    return fail('bad-request', 'The id of a destination.', 'destinationConfigId')
  }
  const row = await judgeDestination(call, destinationId, 'read')
  return row.ok && row.value.sourceId !== sourceId ? notFound('destination') : row
}

async function countsOf({ deps }: Call, asked: Question): Promise<Iterable<CountedAt>> {
  const { step, window, sourceId, destinationId, groupBy, filter } = asked
  const outcomes = SOURCE_OUTCOMES[step]
  if (outcomes !== undefined) {
    return countsOfSource(await sourceCounts(deps, sourceId, [window]), outcomes)
  }
  const outcome = DELIVERY_OUTCOMES[step] ?? 'delivered'
  const fields = new Set([...groupBy, ...GROUPS.filter((name) => filter[name] !== undefined)])
  const ofMappings = fields.has('subscriptionId')
  const answers = await deps.deliveryLog(destinationId).metrics([
    question(window, {
      groupBy: ['outcome', ...[...fields].map((name) => METRIC_FIELD[name])],
      where: { outcome: [outcome, 'retry'] },
      of: ofMappings ? 'mappings' : 'events',
      series: true,
    }),
  ])
  const [answer = { groups: [], latency: [] }] = answers
  const counted = [...countsOfMetrics(window, answer)]
  if (isDeliveryStep(step)) return counted
  const filtered = filteredByRoute(destinationId, await sourceCounts(deps, sourceId, [window]))
  return [...counted.filter(({ retry }) => !retry), ...countsOfRoute(filtered)]
}

const METRIC_FIELD: Record<OverviewGroup, MetricField> = {
  eventName: 'name',
  eventType: 'type',
  discardReason: 'code',
  subscriptionId: 'mappingId',
}
