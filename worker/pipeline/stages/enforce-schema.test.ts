import { describe, expect, it } from 'vitest'
import { makeEnforcement, makeRule } from '../../../test/builders/make-plan.ts'
import { makeSource, makeTarget } from '../../../test/builders/make-source.ts'
import type { SourceConfig } from '../../domain/config/snapshot.ts'
import { applyJsonPatch } from '../../domain/event/json-patch.ts'
import { NO_CONTROLS, type SourceControls } from '../../domain/protocols/schema-controls.ts'
import type { Enforcement, PlanRule } from '../../domain/protocols/tracking-plan.ts'
import type { DeliveryAppend } from '../../messages/delivery-log-rpc.ts'
import { unpack } from '../../messages/packed.ts'
import { formatRecord } from '../../messages/record.ts'
import { runPipeline } from '../pipeline.ts'
import type { PipelineDeps, PipelineEvent, Stage } from '../run.ts'
import { appendDeliveries } from './append-deliveries.ts'
import { enforceSchema } from './enforce-schema.ts'
import { route } from './route.ts'

const receivedAt = '2026-11-23T17:00:00.000Z'
type Event = Record<string, unknown>

/** What the pipeline answers for the events, and what the destination's log was given. */
async function run(
  events: Event[],
  controls: Partial<SourceControls>,
  plan?: { rules?: PlanRule[]; enforcement?: Enforcement },
) {
  const source = makeSource({
    sourceId: 'src_a',
    targets: [makeTarget({ destinationId: 'dst_1' })],
    schema: { ...NO_CONTROLS, ...controls },
    ...(plan && { plan: connected(plan.enforcement) }),
  })
  const sent: string[] = []
  const texts = new WeakMap<Uint8Array, string>()
  const deps: PipelineDeps = {
    snapshots: {
      at: async (version) => ({
        version,
        findWriteKey: async () => undefined,
        source: async (id) => (id === 'src_a' ? source : undefined),
        destination: async () => undefined,
        plan: async (planId) => (planId === 'tp_1' ? plan?.rules : undefined),
      }),
    },
    messageIndex: () => ({ claim: async () => [] }),
    messageIndexShards: 1,
    deliveryLog: () => ({
      append: async ({ body }: DeliveryAppend) => {
        sent.push(...(texts.get(body) ?? '').split('\n'))
      },
    }),
    gzip: async (text) => {
      const body = new Uint8Array(1)
      texts.set(body, text)
      return body
    },
  } as PipelineDeps
  const body = events
    .map((event) =>
      formatRecord({ kind: 'e', sourceId: 'src_a', receivedAt, json: JSON.stringify(event) }),
    )
    .join('\n')
  const unit = { segment: 1, first: 0, version: 1, body, count: events.length }
  const judged: PipelineEvent['judged'][] = []
  const look: Stage = {
    name: 'look',
    blames: 'infrastructure',
    run: (all) => void judged.push(...all.events.map((event) => event.judged)),
  }
  const stages = [enforceSchema, look, route, appendDeliveries]
  const { acknowledgements } = await runPipeline('enam-0', { low: 1, units: [unit] }, deps, stages)
  const [unitAck] = acknowledgements
  if (!unitAck) throw new Error('nothing was acknowledged')
  return { verdicts: unpack(unitAck.verdicts), totals: unitAck.totals, sent, judged }
}

const connected = (enforcement = makeEnforcement()): NonNullable<SourceConfig['plan']> => ({
  planId: 'tp_1',
  name: 'Shop',
  enforcement,
})

const track = (event: string, properties: Event = {}): Event => ({
  type: 'track',
  messageId: event,
  event,
  properties,
  context: {},
})
const identify = (traits: Event): Event => ({ type: 'identify', messageId: 'i', traits })
const routed = { dst_1: { routed: true } }

describe('schema controls in the pipeline', () => {
  it('filter a blocked event at its source: it goes nowhere, and is counted by its name', async () => {
    const { verdicts, totals, sent } = await run([track('A'), track('B')], { blockedEvents: ['A'] })
    expect(verdicts).toEqual([
      { outcome: 'filtered at source', code: 'event_setting' },
      { outcome: 'passed', destinations: routed },
    ])
    expect(totals['2026-11-23T17']?.src_a).toEqual({
      events: { 'filtered at source\tevent_setting\ttrack\tA': 1, 'passed\t\ttrack\tB': 1 },
      destinations: { 'dst_1\trouted\t': 1 },
    })
    expect(sent).toHaveLength(1)
    expect(sent[0]).toContain('"event":"B"')
  })

  it('send events without blocked traits, and tell in the verdict what is missing', async () => {
    const kept = identify({ email: 'ada@example.com', plan: 'pro' })
    const { verdicts, sent } = await run([kept, identify({ plan: 'pro' })], {
      blockedIdentifyTraits: ['email'],
    })
    expect(verdicts).toEqual([
      {
        outcome: 'passed',
        destinations: routed,
        patch: [{ op: 'remove', path: '/traits/email' }],
      },
      { outcome: 'passed', destinations: routed },
    ])
    const passed = applyJsonPatch(kept, verdicts[0]?.patch ?? [])
    expect(sent[0]).toContain(JSON.stringify(passed))
    expect(sent.join('\n')).not.toContain('ada@example.com')
  })

  it('keep an event from a destination, and count that there', async () => {
    const { verdicts, totals, sent } = await run([track('A')], {
      destinationsOff: [{ event: 'A', destinationIds: ['dst_1'] }],
    })
    const filtered = { dst_1: { filtered: 'FILTERED_BY_EVENT_SETTING' } }
    expect(verdicts).toEqual([{ outcome: 'passed', destinations: filtered }])
    expect(totals['2026-11-23T17']?.src_a?.destinations).toEqual({
      'dst_1\tfiltered at destination\tFILTERED_BY_EVENT_SETTING': 1,
    })
    expect(sent).toEqual([])
  })
})

const ORDER = makeRule('Order Completed', { properties: { total: { type: 'number' } } })
const STRICT = makeEnforcement({
  track: { allowUnplannedEvents: false, allowUnplannedEventProperties: false },
})

describe('a tracking plan in the pipeline', () => {
  it('1: without a plan nothing is checked, and nothing is stamped', async () => {
    const { verdicts, judged } = await run([track('Anything')], {})
    expect(verdicts).toEqual([{ outcome: 'passed', destinations: routed }])
    expect(judged).toEqual([null])
  })

  it('2: without a plan a control blocks; with one it rests', async () => {
    const controls = { blockedEvents: ['A'] }
    const blocked = { outcome: 'filtered at source', code: 'event_setting' }
    expect((await run([track('A')], controls)).verdicts).toEqual([blocked])
    const { verdicts } = await run([track('A')], controls, { rules: [ORDER] })
    expect(verdicts).toEqual([{ outcome: 'passed', destinations: routed }])
  })

  it('filters a blocked event at its source: it goes nowhere, and is counted by its name', async () => {
    const { verdicts, totals, sent } = await run(
      [track('Other'), track('Order Completed')],
      {},
      { rules: [ORDER], enforcement: STRICT },
    )
    expect(verdicts).toEqual([
      { outcome: 'filtered at source', code: 'unplanned' },
      { outcome: 'passed', destinations: routed },
    ])
    expect(totals['2026-11-23T17']?.src_a?.events).toEqual({
      'filtered at source\tunplanned\ttrack\tOther': 1,
      'passed\t\ttrack\tOrder Completed': 1,
    })
    expect(sent).toHaveLength(1)
  })

  it('sends a trimmed event with its stamp, and tells in the verdict what was changed', async () => {
    const kept = track('Order Completed', { total: 'much', note: 'x' })
    const { verdicts, sent, judged } = await run(
      [kept],
      {},
      { rules: [ORDER], enforcement: STRICT },
    )
    const passed = applyJsonPatch(kept, verdicts[0]?.patch ?? [])
    const violation = {
      type: 'Invalid Type',
      field: 'properties.total',
      description: 'Invalid type. Expected: number, given: string',
    }
    expect(passed).toEqual({
      ...kept,
      properties: { total: 'much' },
      context: { protocols: { sourceId: 'src_a', violations: [violation], omitted: ['note'] } },
    })
    expect(sent[0]).toContain(JSON.stringify(passed))
    expect(judged).toMatchObject([
      {
        planId: 'tp_1',
        planName: 'Shop',
        effect: 'passed',
        rule: { type: 'TRACK', key: 'Order Completed', version: 1 },
        violations: [violation],
        omitted: ['note'],
        omittedOnViolation: [],
      },
    ])
  })

  it('tells the violations of a blocked event, which the archive keeps as it came', async () => {
    const enforcement = makeEnforcement({ track: { allowEventOnViolations: false } })
    const { verdicts, judged } = await run(
      [track('Order Completed', { total: 'much' })],
      {},
      { rules: [ORDER], enforcement },
    )
    expect(verdicts).toEqual([{ outcome: 'filtered at source', code: 'schema_violation' }])
    expect(judged).toMatchObject([{ effect: 'blocked', violations: [{ type: 'Invalid Type' }] }])
  })

  it('keeps an event from a destination as before', async () => {
    const destinationsOff = [{ event: 'A', destinationIds: ['dst_1'] }]
    const { verdicts } = await run([track('A')], { destinationsOff }, { rules: [ORDER] })
    const filtered = { dst_1: { filtered: 'FILTERED_BY_EVENT_SETTING' } }
    expect(verdicts).toEqual([{ outcome: 'passed', destinations: filtered }])
  })

  it('goes by the controls where the plan is gone from the configuration', async () => {
    const { verdicts, judged } = await run([track('A')], { blockedEvents: ['A'] }, {})
    expect(verdicts).toEqual([{ outcome: 'filtered at source', code: 'event_setting' }])
    expect(judged).toEqual([null])
  })
})
