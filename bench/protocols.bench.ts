/**
 * What a tracking plan costs: one event, judged by a plan of 200 events. Processor time in Node.
 */
import { makeEnforcement, makeRule } from '../test/builders/make-plan.ts'
import type { JsonObject } from '../worker/domain/event/json.ts'
import { compilePlan } from '../worker/domain/protocols/compile-plan.ts'
import { judge } from '../worker/domain/protocols/judge.ts'
import type { Enforcement, PlanRule } from '../worker/domain/protocols/tracking-plan.ts'
import { makeEvent } from './lib/events.ts'
import { median, report } from './lib/results.ts'

const ROUNDS = 15
const EVENTS = 5000
const RULES = 200

const text = { type: 'string' }
const number = { type: 'number' }
const product = {
  type: 'object',
  required: ['product_id', 'price'],
  properties: {
    product_id: text,
    sku: text,
    name: { ...text, minLength: 1 },
    brand: { type: ['string', 'null'] },
    category: text,
    price: { ...number, minimum: 0 },
    quantity: { type: 'integer', minimum: 1 },
    position: { type: 'integer' },
  },
}
const order = {
  required: ['order_id', 'total', 'currency', 'products'],
  properties: {
    order_id: text,
    checkout_id: text,
    affiliation: text,
    total: { ...number, minimum: 0 },
    subtotal: number,
    revenue: number,
    shipping: number,
    tax: number,
    discount: number,
    coupon: { type: ['string', 'null'] },
    currency: { ...text, pattern: '^[A-Z]{3}$' },
    payment: { enum: ['card', 'invoice', 'wallet'] },
    is_first: { type: 'boolean' },
    ordered_at: { ...text, format: 'date-time' },
    products: { type: 'array', items: product },
  },
}
const common: PlanRule = {
  ...makeRule('', {}, { type: 'COMMON' }),
  jsonSchema: {
    type: 'object',
    properties: {
      properties: { type: 'object', properties: { total: number } },
      context: { type: 'object', properties: { library: { type: 'object' } } },
    },
  },
}
const rules: PlanRule[] = [
  ...Array.from({ length: RULES - 1 }, (_, n) => makeRule(`Event ${n}`, order)),
  makeRule('Order Completed', order),
]
const withCommon = [...rules, common]

const orderOf = (overrides: JsonObject = {}): JsonObject => ({
  ...(JSON.parse(makeEvent('bench-1')) as JsonObject),
  type: 'track',
  event: 'Order Completed',
  properties: {
    order_id: 'A-1',
    checkout_id: 'c-1',
    affiliation: 'Shop',
    total: 30.5,
    subtotal: 25,
    revenue: 25,
    shipping: 3,
    tax: 2.5,
    discount: 0,
    coupon: null,
    currency: 'EUR',
    payment: 'card',
    is_first: true,
    ordered_at: '2026-11-24T10:00:00.000Z',
    products: [1, 2, 3].map((n) => ({
      product_id: `p-${n}`,
      sku: `G-${n}`,
      name: `Product ${n}`,
      brand: null,
      category: 'Games',
      price: n * 1.5,
      quantity: n,
      position: n,
    })),
    ...overrides,
  },
})

const strict = makeEnforcement({
  track: { allowUnplannedEventProperties: false, allowPropertiesOnViolations: false },
})
const allow = makeEnforcement()
const wrong = { total: '30.50', currency: 'euro', unplanned: 1 }
const CASES: Record<string, [JsonObject, PlanRule[], Enforcement]> = {
  'a good order': [orderOf(), rules, allow],
  'a good order, and a common rule': [orderOf(), withCommon, allow],
  'a good order, everything omitted': [orderOf(), withCommon, strict],
  'an order with two violations': [orderOf(wrong), rules, allow],
  'an order that loses three properties': [orderOf(wrong), withCommon, strict],
  'an unplanned event': [{ ...orderOf(), event: 'Other' }, rules, allow],
}

/** Not the clock: others may use the machine too. */
function cpuMicros(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

const options = { sourceId: 'src_bench', forwarded: false }
const runs: Record<string, number[]> = Object.fromEntries(
  Object.keys(CASES).map((name) => [name, []]),
)
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, [event, plan, enforcement]] of Object.entries(CASES)) {
    const began = cpuMicros()
    for (let n = 0; n < EVENTS; n++) judge(event, compilePlan(plan), enforcement, options)
    runs[name]?.push((cpuMicros() - began) / EVENTS)
  }
}

report(
  'protocols',
  Object.entries(runs).map(([name, micros]) => ({
    name,
    value: 1e6 / median(micros),
    unit: 'events/s',
    ...(name === 'a good order' && { budget: { atLeast: 20_000 } }),
  })),
  runs,
)
