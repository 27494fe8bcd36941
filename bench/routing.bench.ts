/**
 * What deciding costs: one event and 20 destinations, of which each has what a busy workspace would give
 * it. Processor time in Node.
 */
import { makeTarget } from '../test/builders/make-source.ts'
import type { RouteTarget } from '../worker/domain/config/snapshot.ts'
import { NO_CONTROLS } from '../worker/domain/protocols/schema-controls.ts'
import { planDeliveries } from '../worker/domain/routing/plan-deliveries.ts'
import { hashShare } from '../worker/platform/hash.ts'
import { makeEvent } from './lib/events.ts'
import { median, report } from './lib/results.ts'

const ROUNDS = 15
const EVENTS = 3000
const DESTINATIONS = 20

/** As presets of the catalog have them; the last two match an order. */
const TRIGGERS = [
  "type = 'identify'",
  "type = 'page' and properties.url != null",
  "type = 'screen'",
  "type = 'group'",
  "event = 'Product Added' or event = 'Product Viewed'",
  "type = 'track' and event = 'Signed Up'",
  "type = 'track' and event != 'Signed Up'",
  "match(event, 'Order *')",
]

const event = {
  ...(JSON.parse(makeEvent('bench-1')) as Record<string, unknown>),
  type: 'track',
  event: 'Order Completed',
  context: { consent: { categoryPreferences: { ads: true, analytics: true } } },
}

const filters = [
  { id: 'flt_1', if: "event = 'Test'", actions: [{ type: 'DROP' as const }] },
  {
    id: 'flt_2',
    if: "contains(properties.email, '@example.com')",
    actions: [{ type: 'DROP' as const }],
  },
  {
    id: 'flt_3',
    if: 'all',
    actions: [{ type: 'DROP_PROPERTIES' as const, fields: { properties: ['email', 'phone'] } }],
  },
]
const triggers = TRIGGERS.map((trigger, n) => ({ mappingId: `map_${n}`, trigger }))

const targetsWith = (overrides: Partial<RouteTarget>): RouteTarget[] =>
  Array.from({ length: DESTINATIONS }, (_, n) =>
    makeTarget({ destinationId: `dst_${n}`, ...structuredClone(overrides) }),
  )

const SETS: Record<string, RouteTarget[]> = {
  'nothing to ask': targetsWith({}),
  'two consent categories': targetsWith({ consentCategories: ['ads', 'analytics'] }),
  'three filters': targetsWith({ filters }),
  'eight mappings': targetsWith({ triggers }),
  'all of it': targetsWith({ consentCategories: ['ads'], filters, triggers }),
}

/** Not the clock: others may use the machine too. */
function cpuMicros(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

const runs: Record<string, number[]> = Object.fromEntries(
  Object.keys(SETS).map((name) => [name, []]),
)
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, targets] of Object.entries(SETS)) {
    const began = cpuMicros()
    for (let n = 0; n < EVENTS; n++) planDeliveries(event, targets, NO_CONTROLS, hashShare)
    runs[name]?.push((cpuMicros() - began) / EVENTS)
  }
}

report(
  'routing',
  Object.entries(runs).map(([name, micros]) => ({
    name: `${DESTINATIONS} destinations, each with ${name}`,
    value: median(micros),
    unit: 'us/event',
    ...(name === 'all of it' && { budget: { atMost: 500 } }),
  })),
  runs,
)
