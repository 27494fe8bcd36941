import { describe, expect, it } from 'vitest'
import { makeEnforcement, makeRule, planOf } from '../../../test/builders/make-plan.ts'
import type { JsonObject } from '../event/json.ts'
import { applyJsonPatch } from '../event/json-patch.ts'
import { type JudgeOptions, judge } from './judge.ts'
import type { Enforcement, PlanRule } from './tracking-plan.ts'

const ORDER = makeRule('Order Completed', {
  properties: { order_id: { type: 'string' }, total: { type: 'number' } },
  required: ['order_id'],
})
const IDENTIFY = makeRule('', { properties: { email: { type: 'string' } } }, { type: 'IDENTIFY' })
const GROUP = { ...IDENTIFY, type: 'GROUP' as const }
const common = (message: JsonObject): PlanRule =>
  ({
    ...makeRule('', {}, { type: 'COMMON' }),
    jsonSchema: { type: 'object', ...message },
  }) as PlanRule
const NEEDS_VERSION = common({
  properties: { properties: { type: 'object', required: ['version'] } },
})

const track = (event: string, properties: JsonObject, context: JsonObject = {}): JsonObject => ({
  type: 'track',
  event,
  messageId: 'm',
  properties,
  context,
})
const identify = (traits: JsonObject): JsonObject => ({ type: 'identify', traits, context: {} })
const group = (traits: JsonObject): JsonObject => ({
  type: 'group',
  groupId: 'g',
  traits,
  context: {},
})

interface Given {
  rules?: PlanRule[]
  track?: Partial<Enforcement['track']>
  identify?: Partial<Enforcement['identify']>
  group?: Partial<Enforcement['group']>
  options?: Partial<JudgeOptions>
}

/** Besides judging it looks whether the patch makes the passed event of the one that came. */
function judged(event: JsonObject, given: Given = {}) {
  const before = structuredClone(event)
  const judgement = judge(
    event,
    planOf(given.rules ?? [ORDER, IDENTIFY, GROUP]),
    makeEnforcement(given),
    { sourceId: 'src_1', forwarded: false, ...given.options },
  )
  expect(event).toEqual(before)
  expect(applyJsonPatch(event, judgement.patch)).toEqual(judgement.passed)
  const { properties, traits, context } = judgement.passed
  const stamp = (context as JsonObject | undefined)?.protocols as JsonObject | undefined
  return { ...judgement, properties, traits, stamp }
}

const WRONG_TYPE = {
  type: 'Invalid Type',
  field: 'properties.order_id',
  description: 'Invalid type. Expected: string, given: integer',
}
const MISSING = {
  type: 'Required',
  field: 'properties.order_id',
  description: 'properties.order_id is required',
}
const COMMON_MISSING = {
  type: 'Required',
  field: 'properties.version',
  description: 'properties.version is required',
}

describe('decision table: track calls', () => {
  const blockUnplanned = { allowUnplannedEvents: false }
  const omitUnplanned = { allowUnplannedEventProperties: false }
  const blockViolations = { allowEventOnViolations: false }
  const omitViolations = { allowPropertiesOnViolations: false }

  it('3: an unplanned event passes as it is where unplanned events are allowed', () => {
    const event = track('Other', { a: 1 })
    const { effect, patch, passed, rule } = judged(event)
    expect({ effect, patch, rule }).toEqual({ effect: 'passed', patch: [], rule: null })
    expect(passed).toBe(event)
  })

  it('4: an unplanned event loses all properties where unplanned properties are omitted', () => {
    const { properties, stamp } = judged(track('Other', { a: 1, b: { c: 2 } }), {
      track: omitUnplanned,
    })
    expect(properties).toEqual({})
    expect(stamp).toEqual({ sourceId: 'src_1', omitted: ['a', 'b'] })
  })

  it('5: an unplanned event is blocked where unplanned events are', () => {
    const { effect, code, patch } = judged(track('Other', {}), { track: blockUnplanned })
    expect({ effect, code, patch }).toEqual({ effect: 'blocked', code: 'unplanned', patch: [] })
  })

  it('6: a blocked unplanned event that also fails the common rule says so', () => {
    const { effect, code, violations } = judged(track('Other', {}), {
      rules: [ORDER, NEEDS_VERSION],
      track: blockUnplanned,
    })
    expect({ effect, code }).toEqual({ effect: 'blocked', code: 'unplanned_and_schema_violation' })
    expect(violations).toMatchObject([COMMON_MISSING])
  })

  it('7: another casing is another event', () => {
    const { code } = judged(track('order completed', {}), { track: blockUnplanned })
    expect(code).toBe('unplanned')
  })

  it('8: a surplus property passes where unplanned properties are allowed', () => {
    const { effect, patch } = judged(track('Order Completed', { order_id: '1', extra: 1 }))
    expect({ effect, patch }).toEqual({ effect: 'passed', patch: [] })
  })

  it('9: a surplus property is removed where unplanned properties are omitted', () => {
    const { properties, stamp, violations } = judged(
      track('Order Completed', { order_id: '1', extra: 1 }),
      { track: omitUnplanned },
    )
    expect(properties).toEqual({ order_id: '1' })
    expect(stamp).toEqual({ sourceId: 'src_1', omitted: ['extra'] })
    expect(violations).toEqual([])
  })

  it('10: a wrong type passes with its violation where violations are allowed', () => {
    const { effect, properties, stamp } = judged(track('Order Completed', { order_id: 1 }))
    expect(effect).toBe('passed')
    expect(properties).toEqual({ order_id: 1 })
    expect(stamp).toEqual({ sourceId: 'src_1', violations: [WRONG_TYPE] })
  })

  it('11: a wrong type is removed where violations omit', () => {
    const { properties, stamp } = judged(track('Order Completed', { order_id: 1, total: 2 }), {
      track: omitViolations,
    })
    expect(properties).toEqual({ total: 2 })
    expect(stamp).toEqual({
      sourceId: 'src_1',
      violations: [WRONG_TYPE],
      omitted_on_violation: ['order_id'],
    })
  })

  it('12: a wrong type blocks where violations block, whatever else is set', () => {
    for (const allowPropertiesOnViolations of [true, false]) {
      const { effect, code, violations } = judged(track('Order Completed', { order_id: 1 }), {
        track: { ...blockViolations, allowPropertiesOnViolations },
      })
      expect({ effect, code }).toEqual({ effect: 'blocked', code: 'schema_violation' })
      expect(violations).toMatchObject([WRONG_TYPE])
    }
  })

  it('13: a missing property passes with its violation, also where violations omit', () => {
    for (const setting of [{}, omitViolations]) {
      const { effect, properties, stamp } = judged(track('Order Completed', { total: 2 }), {
        track: setting,
      })
      expect(effect).toBe('passed')
      expect(properties).toEqual({ total: 2 })
      expect(stamp).toEqual({ sourceId: 'src_1', violations: [MISSING] })
    }
  })

  it('14: a missing property blocks where violations block', () => {
    const { code } = judged(track('Order Completed', {}), { track: blockViolations })
    expect(code).toBe('schema_violation')
  })

  it('15: a surplus property and a violation: blocked where violations block', () => {
    const { code, patch } = judged(track('Order Completed', { order_id: 1, extra: 1 }), {
      track: { ...omitUnplanned, ...blockViolations },
    })
    expect({ code, patch }).toEqual({ code: 'schema_violation', patch: [] })
  })

  it('16: a planned event that fails the common rule passes with the violation where it is allowed', () => {
    const { effect, stamp } = judged(track('Order Completed', { order_id: '1' }), {
      rules: [ORDER, NEEDS_VERSION],
    })
    expect(effect).toBe('passed')
    expect(stamp).toEqual({ sourceId: 'src_1', violations: [COMMON_MISSING] })
  })

  it('17: a planned event that fails the common rule is blocked where that blocks', () => {
    const { effect, code } = judged(track('Order Completed', { order_id: '1' }), {
      rules: [ORDER, NEEDS_VERSION],
      track: { commonEventOnViolations: 'BLOCK' },
    })
    expect({ effect, code }).toEqual({ effect: 'blocked', code: 'common_schema_violation' })
  })

  it('18: a property that fails the common rule is removed where that omits', () => {
    const rule = common({
      properties: { properties: { properties: { total: { type: 'string' } } } },
    })
    const { properties, stamp } = judged(track('Order Completed', { order_id: '1', total: 2 }), {
      rules: [ORDER, rule],
      track: { commonEventOnViolations: 'OMIT' },
    })
    expect(properties).toEqual({ order_id: '1' })
    expect(stamp).toMatchObject({ omitted_on_violation: ['total'] })
  })

  it('19: where a field of the context fails the common rule, nothing can be removed', () => {
    const rule = common({ properties: { context: { properties: { device: { type: 'object' } } } } })
    const { effect, properties, stamp } = judged(
      track('Order Completed', { order_id: '1' }, { device: 'phone' }),
      { rules: [ORDER, rule], track: { commonEventOnViolations: 'OMIT' } },
    )
    expect(effect).toBe('passed')
    expect(properties).toEqual({ order_id: '1' })
    expect(stamp).toEqual({
      sourceId: 'src_1',
      violations: [
        {
          type: 'Invalid Type',
          field: 'context.device',
          description: 'Invalid type. Expected: object, given: string',
        },
      ],
    })
  })
})

const TRAIT_CALLS: [string, 'identify' | 'group', (traits: JsonObject) => JsonObject][] = [
  ['20 to 24: identify', 'identify', identify],
  ['25: group', 'group', group],
]
describe.each(TRAIT_CALLS)('decision table: %s', (_, call, make) => {
  const settings = (values: Partial<Enforcement['identify']>): Given => ({ [call]: values })

  it('20: an unplanned trait is removed where unplanned traits are omitted', () => {
    const { traits, stamp } = judged(
      make({ email: 'a', extra: 1 }),
      settings({ allowUnplannedTraits: false }),
    )
    expect(traits).toEqual({ email: 'a' })
    expect(stamp).toEqual({ sourceId: 'src_1', omitted: ['extra'] })
  })

  it('21: a trait of the wrong type is removed where violations omit', () => {
    const { effect, traits, stamp } = judged(
      make({ email: 1, name: 'A' }),
      settings({ allowTraitsOnViolations: false }),
    )
    expect(effect).toBe('passed')
    expect(traits).toEqual({ name: 'A' })
    expect(stamp).toMatchObject({
      violations: [{ field: 'traits.email' }],
      omitted_on_violation: ['email'],
    })
  })

  it('22: a violation passes with its stamp where it is allowed', () => {
    const { effect, traits, stamp } = judged(make({ email: 1 }))
    expect(effect).toBe('passed')
    expect(traits).toEqual({ email: 1 })
    expect(stamp).toMatchObject({ violations: [{ field: 'traits.email' }] })
  })

  it('23: a call that fails the common rule is blocked where that blocks', () => {
    const rule = common({ required: ['userId'] })
    const { effect, code } = judged(make({}), {
      rules: [IDENTIFY, GROUP, rule],
      ...settings({ commonEventOnViolations: 'BLOCK' }),
    })
    expect({ effect, code }).toEqual({ effect: 'blocked', code: 'common_schema_violation' })
  })

  it('24: without a rule for the call all traits are unplanned', () => {
    const { traits, stamp } = judged(make({ email: 'a', age: 3 }), {
      rules: [ORDER],
      ...settings({ allowUnplannedTraits: false }),
    })
    expect(traits).toEqual({})
    expect(stamp).toEqual({ sourceId: 'src_1', omitted: ['email', 'age'] })
  })
})

/** Everything that can be forbidden is. */
const STRICT: Given = {
  track: {
    allowUnplannedEvents: false,
    allowUnplannedEventProperties: false,
    allowEventOnViolations: false,
    commonEventOnViolations: 'BLOCK',
  },
  identify: {
    allowUnplannedTraits: false,
    allowTraitsOnViolations: false,
    commonEventOnViolations: 'BLOCK',
  },
  group: {
    allowUnplannedTraits: false,
    allowTraitsOnViolations: false,
    commonEventOnViolations: 'BLOCK',
  },
}

describe('decision table: the rest', () => {
  it('26: unplanned pages and screens pass as they are', () => {
    for (const type of ['page', 'screen']) {
      const event = { type, name: 'Home', properties: { a: 1 }, context: {} }
      expect(judged(event, STRICT)).toMatchObject({ effect: 'passed', patch: [] })
    }
  })

  it('27: pages, screens and aliases that fail the common rule pass with the violation', () => {
    for (const type of ['page', 'screen', 'alias']) {
      const event = { type, userId: 'u', properties: { a: 1 }, context: {} }
      const { effect, properties, stamp } = judged(event, {
        ...STRICT,
        rules: [common({ required: ['anonymousId'] })],
      })
      expect(effect).toBe('passed')
      expect(properties).toEqual({ a: 1 })
      expect(stamp).toEqual({
        sourceId: 'src_1',
        violations: [
          { type: 'Required', field: 'anonymousId', description: 'anonymousId is required' },
        ],
      })
    }
  })

  it('28: what is no version of the event means the oldest one', () => {
    const rules = [3, 1, 2].map((version) =>
      makeRule('Versioned', { required: [`v${version}`] }, { version }),
    )
    const checkedBy = (event_version: unknown) =>
      judged(track('Versioned', {}, { protocols: { event_version } }), { rules }).rule?.version
    expect([1, 2, 3].map(checkedBy)).toEqual([1, 2, 3])
    expect([undefined, null, 4, 0, 2.5, '2', [2]].map(checkedBy)).toEqual([1, 1, 1, 1, 1, 1, 1])
  })

  it('29: an event that another source forwarded passes as it is', () => {
    const options = { forwarded: true }
    for (const event of [track('Other', { a: 1 }), track('Order Completed', { order_id: 1 })]) {
      expect(judged(event, { ...STRICT, options })).toMatchObject({
        effect: 'passed',
        violations: [],
        patch: [],
      })
    }
  })
})
