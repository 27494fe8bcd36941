/**
 * The pipeline's own work, without anything that it calls: events per second of processor time in Node,
 * and what of it is for the schema's notes.
 */
import { makeSource, makeTarget } from '../test/builders/make-source.ts'
import { encodeNotes } from '../worker/domain/schema/encode-notes.ts'
import { NoteTaker } from '../worker/domain/schema/note-taker.ts'
import type { WorkUnit } from '../worker/messages/ingest-log-rpc.ts'
import { formatRecord, parseRecord } from '../worker/messages/record.ts'
import { runPipeline } from '../worker/pipeline/pipeline.ts'
import type { PipelineDeps } from '../worker/pipeline/run.ts'
import { makeEvent } from './lib/events.ts'
import { report } from './lib/results.ts'

const ROUNDS = 15
const RINGS_PER_ROUND = 6
/** Segments of 100 KB in a ring of 1 MB. */
const UNITS = 10
const EVENTS_PER_UNIT = 95
const EVENT_NAMES = 20

const receivedAt = '2026-11-23T17:00:00.000Z'
const source = makeSource({ sourceId: 'src_bench', targets: [makeTarget()] })

function lineOf(index: number): string {
  const event = JSON.parse(makeEvent(`bench-${index}`)) as Record<string, unknown>
  const properties = event.properties as Record<string, unknown>
  event.event = `Product ${index % EVENT_NAMES} Added`
  if (index % 4 === 0) {
    properties.products = [1, 2, 3].map((n) => ({ sku: `G-${n}`, price: n * 1.5, quantity: n }))
  }
  if (index % 3 === 0) properties.coupon = 'SUMMER'
  const json = JSON.stringify(event)
  return formatRecord({ kind: 'e', sourceId: source.sourceId, receivedAt, json })
}

const units: WorkUnit[] = Array.from({ length: UNITS }, (_, unit) => {
  const lines = Array.from({ length: EVENTS_PER_UNIT }, (_, n) =>
    lineOf(unit * EVENTS_PER_UNIT + n),
  )
  return { segment: unit + 1, first: 0, version: 1, body: lines.join('\n'), count: lines.length }
})
const deps: PipelineDeps = {
  snapshots: {
    at: async (version) => ({
      version,
      findWriteKey: async () => undefined,
      source: async () => source,
      destination: async () => undefined,
      plan: async () => undefined,
    }),
  },
  messageIndex: () => ({
    claim: async ({ units: claimed }) =>
      claimed.map((unit) => new Uint8Array(unit.positions.length).fill(1)),
  }),
  messageIndexShards: 1,
  deliveryLog: () => ({ append: async () => {} }),
  gzip: async () => new Uint8Array(),
  sourceMonitor: () => ({ show: async () => {} }),
} as PipelineDeps

const parsed = units.map((unit) =>
  unit.body
    .split('\n')
    .map((line) => JSON.parse(parseRecord(line).json) as Record<string, unknown>),
)

function takeNotes(): number {
  let chars = 0
  for (const events of parsed) {
    const taker = new NoteTaker()
    for (const fields of events) taker.add({ fields, receivedAt, blocked: false })
    chars += encodeNotes(taker.notes).length
  }
  return chars
}

/** Not the clock: others may use the machine too. */
function cpuMicros(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

const EVENTS = RINGS_PER_ROUND * UNITS * EVENTS_PER_UNIT
const runs: number[] = []
const notes: number[] = []
let noteChars = 0
for (let round = 0; round < ROUNDS; round++) {
  let began = cpuMicros()
  for (let n = 0; n < RINGS_PER_ROUND; n++) await runPipeline('enam-0', { low: 1, units }, deps)
  runs.push((cpuMicros() - began) / EVENTS)
  began = cpuMicros()
  for (let n = 0; n < RINGS_PER_ROUND; n++) noteChars = takeNotes()
  notes.push((cpuMicros() - began) / EVENTS)
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
const run = median(runs)
const noted = median(notes)
report(
  'stages',
  [
    { name: 'pipeline, all stages', value: 1e6 / run, unit: 'events/s' },
    { name: 'the same without schema notes', value: 1e6 / (run - noted), unit: 'events/s' },
    { name: 'schema notes', value: noted, unit: 'us/event' },
    {
      name: 'schema notes, of all stages',
      value: (100 * noted) / run,
      unit: '%',
      budget: { atMost: 15 },
    },
    {
      name: 'text of the notes',
      value: noteChars / (UNITS * EVENTS_PER_UNIT),
      unit: 'bytes/event',
    },
  ],
  { runs, notes },
)
