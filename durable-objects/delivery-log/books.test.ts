import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createDeliveryHarness,
  DELIVERED,
  type DeliveryHarness,
  FAILED,
  makeAppend,
  makeSettle,
  RETRY,
} from '../../test/fakes/delivery-outbox.ts'
import type { AttemptResult, SettleRequest } from '../../worker/messages/delivery-log-rpc.ts'
import { unpack } from '../../worker/messages/packed.ts'
import { replaceGeneration } from './compaction.ts'
import { decide, loseLease } from './decisions.ts'
import { runsOf } from './items.ts'

const positions = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i)

describe('whatever happens', () => {
  it('each event is counted once, in one place, and none is handed out after its end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 60 }), async (commands) => {
        const world = createWorld()
        for (const each of commands) {
          await run(world, each)
          check(world)
        }
        await drain(world)
        check(world)
        expect(world.harness.outbox.working).toBe(0)
      }),
      { numRuns: 150 },
    )
  }, 60_000)
})

type Command =
  | { do: 'append'; segment: number; from: number; count: number }
  | { do: 'attempt'; results: number[]; settle: 'once' | 'twice' | 'late' | 'never' }
  | { do: 'late' | 'crash' | 'wait' | 'expire' | 'replace' | 'disable' | 'requeue' | 'evict' }

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      segment: fc.nat(8),
      from: fc.nat(5),
      count: fc.nat(12),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('attempt' as const),
      results: fc.array(fc.nat(4), { minLength: 1, maxLength: 6 }),
      settle: fc.constantFrom('once', 'twice', 'late', 'never'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'late',
        'crash',
        'wait',
        'expire',
        'replace',
        'disable',
        'requeue',
        'evict',
      ),
    }),
  },
)

const RESULTS: AttemptResult[] = [
  DELIVERED,
  RETRY,
  FAILED,
  { outcome: 'not_attempted', code: '' },
  { outcome: 'filtered', code: 'message_rejected' },
]

/** What the rules say of each event: its standing, and how many attempts it has had. */
interface World {
  harness: DeliveryHarness
  events: Map<string, { standing: string; attempts: number }>
  late: { request: SettleRequest; ids: string[] }[]
}

const createWorld = (): World => ({ harness: createDeliveryHarness(), events: new Map(), late: [] })

async function run(world: World, each: Command): Promise<void> {
  const { harness, events } = world
  switch (each.do) {
    case 'append': {
      const unit = { segment: each.segment, positions: positions(each.from, each.count) }
      harness.outbox.append(makeAppend([unit]))
      for (const position of unit.positions) {
        const id = `enam-0.${each.segment}.${position}`
        if (!events.has(id)) events.set(id, { standing: 'pending', attempts: 0 })
      }
      return
    }
    case 'attempt':
      return attempt(world, each)
    case 'late': {
      const late = world.late.shift()
      if (late) settle(world, late.request, late.ids)
      return
    }
    case 'crash':
      return harness.crash()
    case 'wait':
      harness.clock.now += 5 * 60_000
      return
    case 'expire': {
      harness.clock.now += 40_000
      const { lost } = harness.outbox.dispatcher.expire(harness.clock.now)
      for (const lease of lost) {
        const held = lease.items.filter((item) => item.state === 'leased')
        const runs = held.flatMap((item) => runsOf(item).map((run) => ({ ...run, progress: null })))
        const ids = harness.idsOf(runs)
        loseLease(harness.outbox, lease)
        for (const id of ids) move(world, id, 'awaiting retry', 1)
      }
      return
    }
    case 'replace':
      return replaceAll(harness)
    case 'disable':
      decide(harness.outbox, [...harness.outbox.items('working')], () => ({
        outcome: 'failed',
        code: 'destination_disabled',
      }))
      return endAll(world)
    case 'requeue':
      harness.requeue(null)
      for (const event of events.values()) {
        if (event.standing !== 'failed delivery') continue
        event.standing = 'pending'
        event.attempts = 0
      }
      return
    case 'evict': {
      const [oldest] = harness.outbox.generations.values()
      if (!oldest || harness.outbox.generations.size > 1 || oldest.failed > 0) return
      harness.outbox.evict(oldest)
      for (const [id, event] of events) {
        if (event.standing === 'pending' || event.standing === 'awaiting retry') {
          events.set(id, { standing: 'evicted', attempts: event.attempts })
        }
      }
      return
    }
    default:
      each satisfies never
  }
}

function attempt(world: World, each: Extract<Command, { do: 'attempt' }>): void {
  const { harness, events } = world
  const work = harness.take()
  if (!work) return
  const ids = harness.idsOf(work.runs)
  for (const id of ids) {
    expect(['pending', 'awaiting retry'], id).toContain(events.get(id)?.standing)
  }
  const request = makeSettle(work, (i) => {
    return RESULTS[each.results[i % each.results.length] ?? 0] ?? DELIVERED
  })
  if (each.settle === 'late') world.late.push({ request, ids })
  if (each.settle === 'once' || each.settle === 'twice') settle(world, request, ids)
  if (each.settle === 'twice') settle(world, request, ids)
}

function settle(world: World, request: SettleRequest, ids: readonly string[]): void {
  const results = unpack(request.results)
  const attempts = request.runs.flatMap((run) => Array<number>(run.count).fill(run.attempt))
  // Numbers of blocks change when a table is replaced: then the log cannot know what is meant.
  const known = request.runs.flatMap((run) => {
    return Array<boolean>(run.count).fill(world.harness.outbox.findBlock(run.block) !== undefined)
  })
  world.harness.outbox.settle(request)
  ids.forEach((id, index) => {
    const result = results[index]
    if (!result || result.outcome === 'not_attempted' || known[index] !== true) return
    const event = world.events.get(id)
    const open = event?.standing === 'pending' || event?.standing === 'awaiting retry'
    if (!open || event.attempts !== (attempts[index] ?? 0) - 1) return
    move(world, id, STANDINGS[result.outcome], 1)
  })
}

const STANDINGS = {
  delivered: 'delivered',
  retry: 'awaiting retry',
  failed: 'failed delivery',
  filtered: 'filtered in attempt',
} as const

function move(world: World, id: string, standing: string, attempts: number): void {
  const event = world.events.get(id)
  if (!event) throw new Error(`unknown ${id}`)
  event.standing = standing
  event.attempts += attempts
}

function endAll(world: World): void {
  for (const event of world.events.values()) {
    if (event.standing === 'pending' || event.standing === 'awaiting retry') {
      event.standing = 'failed delivery'
    }
  }
}

function check({ harness, events }: World): void {
  const expected: Record<string, number> = {}
  if (events.size > 0) expected.routed = events.size
  for (const { standing } of events.values()) {
    const outcome = standing === 'evicted' ? 'failed delivery' : standing
    expected[outcome] = (expected[outcome] ?? 0) + 1
  }
  expect(harness.sums()).toEqual(expected)
  const listed = [...events.values()].filter((event) => event.standing === 'failed delivery')
  expect(harness.outbox.failed).toBe(listed.length)
}

/** The partner is well again: everything that waits is delivered, sooner or later. */
async function drain(world: World): Promise<void> {
  const { harness } = world
  for (let round = 0; round < 200 && harness.outbox.working > 0; round++) {
    harness.clock.now += 30 * 60_000
    await run(world, { do: 'expire' })
    attempt(world, { do: 'attempt', results: [0], settle: 'once' })
  }
}

async function replaceAll(harness: DeliveryHarness): Promise<void> {
  for (const generation of [...harness.outbox.generations.values()]) {
    await replaceGeneration(harness.outbox, generation, harness.clock.now)
  }
}
