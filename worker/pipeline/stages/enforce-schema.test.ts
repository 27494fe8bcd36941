import { describe, expect, it } from 'vitest'
import { makeSource, makeTarget } from '../../../test/builders/make-source.ts'
import { applyJsonPatch } from '../../domain/event/json-patch.ts'
import { NO_CONTROLS, type SourceControls } from '../../domain/protocols/schema-controls.ts'
import type { DeliveryAppend } from '../../messages/delivery-log-rpc.ts'
import { unpack } from '../../messages/packed.ts'
import { formatRecord } from '../../messages/record.ts'
import { runPipeline } from '../pipeline.ts'
import type { PipelineDeps } from '../run.ts'
import { appendDeliveries } from './append-deliveries.ts'
import { enforceSchema } from './enforce-schema.ts'
import { route } from './route.ts'

const receivedAt = '2026-11-23T17:00:00.000Z'
type Event = Record<string, unknown>

/** What the pipeline answers for the events, and what the destination's log was given. */
async function run(events: Event[], controls: Partial<SourceControls>) {
  const source = makeSource({
    sourceId: 'src_a',
    targets: [makeTarget({ destinationId: 'dst_1' })],
    schema: { ...NO_CONTROLS, ...controls },
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
        plan: async () => undefined,
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
  const stages = [enforceSchema, route, appendDeliveries]
  const { acknowledgements } = await runPipeline('enam-0', { low: 1, units: [unit] }, deps, stages)
  const [unitAck] = acknowledgements
  if (!unitAck) throw new Error('nothing was acknowledged')
  return { verdicts: unpack(unitAck.verdicts), totals: unitAck.totals, sent }
}

const track = (event: string): Event => ({ type: 'track', messageId: event, event })
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
