import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeEnforcement, makeRule, planOf } from '../../../test/builders/make-plan.ts'
import type { JsonObject } from '../event/json.ts'
import { applyJsonPatch } from '../event/json-patch.ts'
import { findProblems } from '../json-schema/find-problems.ts'
import { compilePlan } from './compile-plan.ts'
import { type Judgement, judge, MAX_VIOLATIONS, VIOLATION_EVENT } from './judge.ts'
import {
  type Enforcement,
  type JsonSchema,
  MAX_RULE_BYTES,
  type PlanRule,
} from './tracking-plan.ts'

const options = { sourceId: 'src_1', forwarded: false }
const OMIT_ALL = makeEnforcement({
  track: {
    allowUnplannedEventProperties: false,
    allowPropertiesOnViolations: false,
    commonEventOnViolations: 'OMIT',
  },
})
const ALLOW = makeEnforcement()

const track = (properties: JsonObject, context: JsonObject = {}, event = 'A'): JsonObject => ({
  type: 'track',
  event,
  messageId: 'm',
  properties,
  context,
})
const propertiesOf = ({ passed }: Judgement): unknown => passed.properties
const stampOf = ({ passed }: Judgement): JsonObject | undefined =>
  (passed.context as JsonObject | undefined)?.protocols as JsonObject | undefined

describe('which rule it is', () => {
  const rules: PlanRule[] = [
    makeRule('Home', { required: ['own'] }, { type: 'PAGE' }),
    makeRule('Page Viewed', { required: ['any'] }),
    makeRule('Screen Viewed', { required: ['any'] }),
    makeRule('Home', { required: ['tracked'] }),
  ]
  const ruleOf = (event: JsonObject) => judge(event, planOf(rules), ALLOW, options).rule

  it('for a page is the one of its name, else the one of all pages', () => {
    expect(ruleOf({ type: 'page', name: 'Home' })).toMatchObject({ type: 'PAGE', key: 'Home' })
    for (const page of [{ name: 'home' }, { name: '' }, {}]) {
      expect(ruleOf({ type: 'page', ...page })).toMatchObject({ type: 'TRACK', key: 'Page Viewed' })
    }
    expect(ruleOf({ type: 'screen', name: 'Home' })).toMatchObject({ key: 'Screen Viewed' })
    expect(ruleOf({ type: 'track', event: 'Home' })).toMatchObject({ type: 'TRACK', key: 'Home' })
    expect(judge({ type: 'page' }, planOf([]), ALLOW, options).rule).toBeNull()
  })

  it('for a page has its violations told and stamped', () => {
    const { violations, passed } = judge(
      { type: 'page', name: 'Home' },
      planOf(rules),
      ALLOW,
      options,
    )
    expect(violations).toMatchObject([
      { field: 'properties.own', rule: { type: 'PAGE', key: 'Home', version: 1 } },
    ])
    expect(passed).toMatchObject({ context: { protocols: { sourceId: 'src_1' } } })
  })

  it('is compiled once for the same rules', () => {
    expect(compilePlan(rules)).toBe(compilePlan(rules))
    expect(compilePlan([...rules])).not.toBe(compilePlan(rules))
  })

  it('can be called like what every object has', () => {
    const plan = planOf([makeRule('__proto__', {}), makeRule('constructor', {})])
    expect(judge(track({}, {}, '__proto__'), plan, ALLOW, options).rule?.key).toBe('__proto__')
    expect(judge(track({}, {}, 'toString'), plan, ALLOW, options).rule).toBeNull()
  })
})

describe('what is unplanned', () => {
  const omitted = (inner: JsonSchema, properties: JsonObject) => {
    const judgement = judge(track(properties), planOf([makeRule('A', inner)]), OMIT_ALL, options)
    expect(applyJsonPatch(track(properties), judgement.patch)).toEqual(judgement.passed)
    return [propertiesOf(judgement), judgement.omitted]
  }

  it('is looked for below where the plan goes on, in objects and lists', () => {
    const inner = {
      properties: {
        cart: { type: 'object', properties: { id: {} } },
        products: { items: { properties: { sku: {}, tags: { items: {} } } } },
      },
    }
    const given = {
      cart: { id: 1, coupon: 'x' },
      products: [{ sku: 1, x: 1 }, { y: 2, tags: [{ free: 1 }] }, 3],
      'a.b': 1,
    }
    expect(omitted(inner, given)).toEqual([
      { cart: { id: 1 }, products: [{ sku: 1 }, { tags: [{ free: 1 }] }, 3] },
      ['cart.coupon', 'products.$.x', 'products.$.y', 'a\\.b'],
    ])
  })

  it('is nothing below objects and lists that declare nothing', () => {
    const inner = { properties: { cart: { type: 'object' }, list: { type: 'array' }, any: {} } }
    const given = { cart: { a: { b: 1 } }, list: [{ a: 1 }], any: { a: [1] } }
    expect(omitted(inner, given)).toEqual([given, []])
  })

  it('is everything of an event that declares no properties', () => {
    expect(omitted({}, { a: 1 })).toEqual([{}, ['a']])
  })

  it('is not what an alternative, a pattern, a map or a reference has', () => {
    const inner = {
      properties: { a: {}, map: { additionalProperties: { properties: { x: {} } } } },
      patternProperties: { '^utm_': {} },
      anyOf: [{ properties: { b: {} } }, { allOf: [{ properties: { c: {} } }] }],
      if: { properties: { d: {} } },
      else: { properties: { e: {} } },
    }
    const planned = { a: 1, b: 1, c: 1, d: 1, e: 1, utm_x: 1, map: { k: { x: 1 } } }
    expect(omitted(inner, planned)).toEqual([planned, []])
    expect(omitted(inner, { ...planned, f: 1, map: { k: { x: 1, y: 2 } } })).toEqual([
      planned,
      ['map.k.y', 'f'],
    ])
    const referring = { definitions: { a: { properties: { b: {} } } } }
    const rule = makeRule('A', { properties: { cart: { $ref: '#/definitions/a' } } })
    const plan = planOf([{ ...rule, jsonSchema: { ...rule.jsonSchema, ...referring } }])
    const event = track({ cart: { b: 1, c: 2 } })
    expect(judge(event, plan, OMIT_ALL, options).omitted).toEqual(['cart.c'])
  })

  it('is reported as a violation by additionalProperties: false, and omitted as unplanned', () => {
    const judgement = judge(
      track({ a: 1, b: 2 }),
      planOf([makeRule('A', { properties: { a: {} }, additionalProperties: false })]),
      OMIT_ALL,
      options,
    )
    expect(judgement).toMatchObject({
      omitted: ['b'],
      omittedOnViolation: [],
      violations: [{ field: 'properties.b', type: 'Additional Property Not Allowed' }],
    })
  })
})

describe('what a violation takes away', () => {
  const judged = (inner: JsonSchema, properties: JsonObject, rules: PlanRule[] = []) => {
    const enforcement = makeEnforcement({
      track: { allowPropertiesOnViolations: false, commonEventOnViolations: 'OMIT' },
    })
    const event = track(properties)
    const judgement = judge(event, planOf([makeRule('A', inner), ...rules]), enforcement, options)
    expect(applyJsonPatch(event, judgement.patch)).toEqual(judgement.passed)
    return [propertiesOf(judgement), judgement.omittedOnViolation]
  }

  it('is the nearest named property: of an item of a list the property, for a bad item the list', () => {
    const inner = {
      properties: {
        products: { items: { properties: { price: { type: 'number' } } } },
        tags: { items: { type: 'string' } },
      },
    }
    expect(
      judged(inner, { products: [{ price: 1 }, { price: 'x', sku: 1 }], tags: ['a', 1] }),
    ).toEqual([{ products: [{ price: 1 }, { sku: 1 }] }, ['products.$.price', 'tags']])
  })

  it('is nothing where something is missing, also further down', () => {
    const inner = {
      properties: { cart: { required: ['id'], dependencies: { a: ['b'] } } },
      required: ['x'],
    }
    expect(judged(inner, { cart: { a: 1 } })).toEqual([{ cart: { a: 1 } }, []])
  })

  it('is never the properties themselves', () => {
    expect(judged({ minProperties: 3 }, { a: 1 })).toEqual([{ a: 1 }, []])
    expect(judged({ anyOf: [{ required: ['b'] }] }, { a: 1 })).toEqual([{ a: 1 }, []])
  })

  it('is what a condition demands', () => {
    const inner = {
      if: { properties: { kind: { const: 'a' } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword
      then: { properties: { size: { type: 'number' } } },
    }
    expect(judged(inner, { kind: 'a', size: 'big' })).toEqual([{ kind: 'a' }, ['size']])
  })

  it('is not there any more for the common rule', () => {
    const common = {
      ...makeRule('', {}, { type: 'COMMON' }),
      jsonSchema: { properties: { properties: { required: ['price'] } } },
    }
    const event = track({ price: 'x' })
    const rule = makeRule('A', { properties: { price: { type: 'number' } } })
    const { violations } = judge(event, planOf([rule, common]), OMIT_ALL, options)
    expect(violations.map(({ field, rule: of }) => [field, of.type])).toEqual([
      ['properties.price', 'TRACK'],
      ['properties.price', 'COMMON'],
    ])
  })
})

describe('the stamp', () => {
  const plan = planOf([makeRule('A', { properties: { a: { type: 'string' } } })])
  const stamped = (properties: JsonObject, protocols: unknown) =>
    stampOf(judge(track(properties, { protocols }), plan, ALLOW, options))

  it('leaves of what a caller wrote there only the version', () => {
    const forged = { sourceId: 'x', violations: [], omitted: ['a'], event_version: 2 }
    expect(stamped({ a: 'x' }, forged)).toEqual({ event_version: 2 })
    expect(stamped({ a: 1 }, forged)).toMatchObject({
      event_version: 2,
      sourceId: 'src_1',
      violations: [{ field: 'properties.a' }],
    })
    expect(stamped({ a: 1 }, forged)).not.toHaveProperty('omitted')
    expect(stamped({ a: 'x' }, { omitted: ['a'] })).toBeUndefined()
    expect(stamped({ a: 'x' }, 'forged')).toBeUndefined()
    expect(stamped({ a: 'x' }, { event_version: 'any' })).toEqual({ event_version: 'any' })
  })

  it('tells a bounded number of violations; all of them are acted on', () => {
    const items = Array.from({ length: 500 }, () => ({ price: 'x' }))
    const rule = makeRule('A', {
      properties: { items: { items: { properties: { price: { type: 'number' } } } } },
    })
    const judgement = judge(track({ items }), planOf([rule]), OMIT_ALL, options)
    expect(judgement.violations).toHaveLength(MAX_VIOLATIONS)
    expect(judgement.violations[3]).toMatchObject({
      field: 'properties.items.3.price',
      counted: { field: 'properties.items.$.price' },
    })
    expect(propertiesOf(judgement)).toEqual({ items: items.map(() => ({})) })
    expect(judgement.omittedOnViolation).toEqual(['items.$.price'])
  })

  it('cuts what is long', () => {
    const values = Array.from({ length: 1000 }, (_, n) => `value-${n}`)
    const rule = makeRule('A', { properties: { a: { enum: values } } })
    const [violation] = judge(track({ a: 1 }), planOf([rule]), ALLOW, options).violations
    expect(violation?.description.length).toBe(500)
    const long = 'k'.repeat(30_000)
    const closed = makeRule('A', { additionalProperties: false })
    const { patch } = judge(track({ [long]: 1 }), planOf([closed]), ALLOW, options)
    expect(JSON.stringify(patch).length).toBeLessThan(2000)
  })
})

it('violations of events that tell of violations are not told', () => {
  const rules = [
    makeRule(VIOLATION_EVENT, { required: ['a'] }),
    { ...makeRule('', {}, { type: 'COMMON' }), jsonSchema: { required: ['b'] } },
  ]
  const event = track({}, {}, VIOLATION_EVENT)
  expect(judge(event, planOf(rules), ALLOW, options)).toMatchObject({ violations: [], patch: [] })
})

it('a check that takes too long is told, and counts as a violation', () => {
  const each = { anyOf: Array.from({ length: 500 }, (_, n) => ({ required: [`r${n}`] })) }
  const rule = makeRule('A', { properties: { items: { items: each } } })
  expect(findProblems(rule.jsonSchema, MAX_RULE_BYTES)).toEqual([])
  const event = track({ items: Array.from({ length: 10_000 }, () => ({})) })
  const { violations } = judge(event, planOf([rule]), ALLOW, options)
  expect(violations[0]).toMatchObject({ type: 'Check Stopped', field: '(root)' })
  const block = makeEnforcement({ track: { allowEventOnViolations: false } })
  expect(judge(event, planOf([rule]), block, options).code).toBe('schema_violation')
})

const name = fc.constantFrom('a', 'b', 'c', 'a.b', '__proto__', 'constructor', 'prototype', '0')
const json = fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<unknown>
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    json,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { noNullPrototype: true, maxKeys: 3 }),
  ),
}))
const anyEvent = fc
  .record(
    {
      type: fc.constantFrom('track', 'identify', 'group', 'page', 'screen', 'alias', 'other', 1),
      event: fc.constantFrom('A', 'B', 'Violation Generated', null),
      name: fc.constantFrom('A', 'Home', 3),
      properties: value,
      traits: value,
      context: fc.oneof(
        value,
        fc.record({ protocols: fc.oneof(value, fc.record({ event_version: fc.nat(3) })) }),
      ),
    },
    { requiredKeys: ['type'] },
  )
  .map((event) => JSON.parse(JSON.stringify(event)) as JsonObject)

const { schema } = fc.letrec((tie) => {
  const one = tie('schema') as fc.Arbitrary<JsonSchema>
  const some = fc.array(one, { minLength: 1, maxLength: 2 })
  return {
    schema: fc.oneof(
      { maxDepth: 2 },
      fc.record(
        {
          type: fc.constantFrom('string', 'integer', 'object', ['array', 'null']),
          enum: fc.array(json, { minLength: 1, maxLength: 3 }),
          pattern: fc.constantFrom('a', '^b?$'),
          format: fc.constantFrom('date-time', 'email', 'unknown'),
          required: fc.uniqueArray(name),
          uniqueItems: fc.boolean(),
        },
        { requiredKeys: [] },
      ),
      fc.record(
        {
          properties: fc.dictionary(name, one, { maxKeys: 3 }),
          patternProperties: fc.dictionary(fc.constantFrom('^a', 'b'), one, { maxKeys: 1 }),
          additionalProperties: fc.oneof(one, fc.boolean()),
          items: fc.oneof(one, some),
          dependencies: fc.dictionary(name, fc.oneof(one, fc.uniqueArray(name)), { maxKeys: 1 }),
        },
        { requiredKeys: [] },
      ),
      fc.record({ allOf: some, anyOf: some, not: one, if: one, else: one }, { requiredKeys: [] }),
    ),
  }
})
const message = fc
  .record({ properties: fc.record({ properties: schema, traits: schema, context: schema }) })
  .filter((one) => findProblems(one, MAX_RULE_BYTES).length === 0)
const anyRules = fc.array(
  fc.record({
    type: fc.constantFrom('TRACK', 'IDENTIFY', 'GROUP', 'PAGE', 'COMMON'),
    version: fc.nat(3),
    jsonSchema: message,
  }),
  { maxLength: 3 },
) as fc.Arbitrary<Pick<PlanRule, 'type' | 'version' | 'jsonSchema'>[]>
const anyPlan = anyRules.map((rules) =>
  rules.map((rule): PlanRule => {
    const key = rule.type === 'TRACK' || rule.type === 'PAGE' ? 'A' : ''
    return { ...rule, key, deprecated: false }
  }),
)
const action = fc.constantFrom('ALLOW' as const, 'BLOCK' as const, 'OMIT' as const)
const traitSettings = fc.record({
  allowUnplannedTraits: fc.boolean(),
  allowTraitsOnViolations: fc.boolean(),
  commonEventOnViolations: action,
})
const anyEnforcement: fc.Arbitrary<Enforcement> = fc
  .record({
    track: fc.record({
      allowUnplannedEvents: fc.boolean(),
      allowUnplannedEventProperties: fc.boolean(),
      allowEventOnViolations: fc.boolean(),
      allowPropertiesOnViolations: fc.boolean(),
      commonEventOnViolations: action,
    }),
    identify: traitSettings,
    group: traitSettings,
  })
  .map(makeEnforcement)

describe('for any event, plan and enforcement', () => {
  it('the patch makes the passed event, and judging changes nothing and says the same again', () => {
    fc.assert(
      fc.property(anyEvent, anyPlan, anyEnforcement, (event, rules, enforcement) => {
        const before = JSON.stringify(event)
        const first = judge(event, planOf(rules), enforcement, options)
        expect(judge(event, planOf([...rules]), enforcement, options)).toEqual(first)
        expect(JSON.stringify(event)).toBe(before)
        const passed = applyJsonPatch(event, first.patch)
        expect(JSON.stringify(passed)).toBe(JSON.stringify(first.passed))
        expect(first.code === undefined).toBe(first.effect === 'passed')
      }),
      { numRuns: 200 },
    )
  })

  it('the patch is never much longer than the event and what is told', () => {
    fc.assert(
      fc.property(anyEvent, anyPlan, anyEnforcement, (event, rules, enforcement) => {
        const { patch, passed } = judge(event, planOf(rules), enforcement, options)
        const told = JSON.stringify(stampOf({ passed } as Judgement) ?? '').length
        expect(JSON.stringify(patch).length).toBeLessThan(JSON.stringify(event).length + told + 500)
      }),
    )
  })

  it('allowing everything changes nothing but the stamp', () => {
    fc.assert(
      fc.property(anyEvent, anyPlan, (event, rules) => {
        const { effect, passed } = judge(event, planOf(rules), ALLOW, options)
        expect(effect).toBe('passed')
        const unstamped = ({ context, ...rest }: JsonObject) => {
          const { protocols: _, ...others } = isObject(context) ? context : {}
          return { ...rest, context: others }
        }
        expect(unstamped(passed)).toEqual(unstamped(event))
      }),
    )
  })

  it('omitting what is unplanned never takes a planned name, and a second time nothing', () => {
    const omit = makeEnforcement({ track: { allowUnplannedEventProperties: false } })
    fc.assert(
      fc.property(anyEvent, message, (event, jsonSchema) => {
        const tracked = { ...event, type: 'track', event: 'A' }
        const plan = planOf([{ ...makeRule('A', {}), jsonSchema }])
        const { passed, omitted } = judge(tracked, plan, omit, options)
        const inner = jsonSchema.properties.properties as JsonSchema
        const planned = Object.keys((inner.properties ?? {}) as JsonObject)
        const before = isObject(event.properties) ? Object.keys(event.properties) : []
        const after = isObject(passed.properties) ? Object.keys(passed.properties) : []
        expect(after).toEqual(expect.arrayContaining(before.filter((key) => planned.includes(key))))
        expect(after.length < before.length ? omitted.length : 1).toBeGreaterThan(0)
        expect(judge(passed, plan, omit, options).omitted).toEqual([])
      }),
    )
  })

  it('pages, screens and aliases are never blocked or trimmed', () => {
    fc.assert(
      fc.property(anyEvent, anyPlan, anyEnforcement, (event, rules, enforcement) => {
        for (const type of ['page', 'screen', 'alias']) {
          const { effect, omitted, omittedOnViolation } = judge(
            { ...event, type },
            planOf(rules),
            enforcement,
            options,
          )
          expect([effect, omitted, omittedOnViolation]).toEqual(['passed', [], []])
        }
      }),
      { numRuns: 50 },
    )
  })
})

const isObject = (one: unknown): one is JsonObject =>
  typeof one === 'object' && one !== null && !Array.isArray(one)
