import { isJsonObject, type JsonObject } from '../event/json.ts'
import { type JsonPatch, jsonPointer } from '../event/json-patch.ts'
import { failureTitle, fieldName } from '../json-schema/failure-words.ts'
import { findFailures, type SchemaFailure } from '../json-schema/find-failures.ts'
import type { CompiledPlan, CompiledRule, RuleRef } from './compile-plan.ts'
import { ANY_ITEM, formatFieldPath } from './field-path.ts'
import { findUnplanned, schemasOf } from './find-unplanned.ts'
import { policyFor } from './policy.ts'
import { type Place, removePlaces } from './remove-places.ts'
import { stamp } from './stamp.ts'
import {
  type Enforcement,
  PLAN_CODES,
  type PlanCode,
  type RuleType,
  type Violation,
} from './tracking-plan.ts'

/** A violation, the rule that it is one of, and how it is counted: with `$` for any item of a list. */
export interface FoundViolation extends Violation {
  rule: RuleRef
  counted: { field: string; description: string }
}

export interface Judgement {
  effect: 'passed' | 'blocked'
  /** Only when blocked. */
  code?: PlanCode
  /** The event's own rule; null where the plan has none for it. */
  rule: RuleRef | null
  /** At most `MAX_VIOLATIONS`, in the order of the event; the common rule's are last. */
  violations: FoundViolation[]
  /** What was removed from properties or traits: unplanned, and because of a violation. */
  omitted: string[]
  omittedOnViolation: string[]
  /** Makes the event as passed of the event. Empty when it is blocked. */
  patch: JsonPatch
  /** The event as passed. */
  passed: JsonObject
}

export interface JudgeOptions {
  sourceId: string
  /** It comes from another source of the workspace, where it was judged: nothing is done to it. */
  forwarded: boolean
}

/** Of one event. More of them would be told, stamped and stored without telling more. */
export const MAX_VIOLATIONS = 50
/** Of what is told of one event. */
const MAX_VIOLATION_CHARS = 10_000
/** Name of the event that tells of a violation: violations of it would beget violations. */
export const VIOLATION_EVENT = 'Violation Generated'

/**
 * What a plan does to an event: first the event's own rule and what is unplanned, then the common rule on
 * what remains. Pure and total: any event and any compiled plan give a judgement.
 */
export function judge(
  event: JsonObject,
  plan: CompiledPlan,
  enforcement: Enforcement,
  options: JudgeOptions,
): Judgement {
  if (options.forwarded) return { ...passedAsIs(event), rule: null }
  const policy = policyFor(event.type, enforcement)
  const { field } = policy
  const own = ruleFor(event, plan)
  const common = event.event === VIOLATION_EVENT ? null : plan.find('COMMON', '', null)

  if (own === null && policy.blocksUnplanned) {
    const { violations, isBroken } = check(common, event, field)
    const code = isBroken ? PLAN_CODES.unplannedAndViolation : PLAN_CODES.unplanned
    return blocked(event, code, own, violations)
  }
  const first = check(event.event === VIOLATION_EVENT ? null : own, event, field)
  if (first.isBroken && policy.onViolation === 'BLOCK') {
    return blocked(event, PLAN_CODES.violation, own, first.violations)
  }
  const unplanned = checkUnplanned(event, own, policy.omitsUnplanned ? field : null)
  const omitted = [...unplanned.places, ...(policy.onViolation === 'OMIT' ? first.places : [])]
  const remaining = removePlaces(event, field, omitted)

  const second = check(common, remaining.value, field)
  const violations = capped([...first.violations, ...unplanned.violations, ...second.violations])
  if (second.isBroken && policy.onCommon === 'BLOCK') {
    return blocked(event, PLAN_CODES.common, own, violations)
  }
  const broken = [
    ...(policy.onViolation === 'OMIT' ? first.places : []),
    ...(policy.onCommon === 'OMIT' ? second.places : []),
  ]
  const removal =
    policy.onCommon === 'OMIT' && second.places.length > 0
      ? removePlaces(event, field, [...omitted, ...second.places])
      : remaining
  const told = {
    violations,
    omitted: placeNames(unplanned.places),
    omittedOnViolation: placeNames(outside(broken, unplanned.places)),
  }
  const stamped = stamp(removal.value, options.sourceId, told)
  return {
    effect: 'passed',
    rule: own && refOf(own),
    ...told,
    patch: [...removal.patch, ...stamped.patch],
    passed: stamped.value,
  }
}

const passedAsIs = (event: JsonObject) => ({
  effect: 'passed' as const,
  violations: [],
  omitted: [],
  omittedOnViolation: [],
  patch: [],
  passed: event,
})

const blocked = (
  event: JsonObject,
  code: PlanCode,
  own: CompiledRule | null,
  violations: FoundViolation[],
): Judgement => ({
  ...passedAsIs(event),
  effect: 'blocked',
  code,
  rule: own && refOf(own),
  violations: capped(violations),
})

const refOf = ({ type, key, version }: RuleRef): RuleRef => ({ type, key, version })

/** Pages and screens may be planned by their names, or all of them as one event, as a schema shows them. */
function ruleFor(event: JsonObject, plan: CompiledPlan): CompiledRule | null {
  const version = versionOf(event)
  const find = (type: RuleType, key: unknown = '') => plan.find(type, String(key), version)
  switch (event.type) {
    case 'track':
      return find('TRACK', event.event)
    case 'identify':
      return find('IDENTIFY')
    case 'group':
      return find('GROUP')
    case 'page':
      return find('PAGE', event.name ?? '') ?? find('TRACK', 'Page Viewed')
    case 'screen':
      return find('SCREEN', event.name ?? '') ?? find('TRACK', 'Screen Viewed')
    default:
      return null
  }
}

function versionOf({ context }: JsonObject): unknown {
  if (!isJsonObject(context) || !isJsonObject(context.protocols)) return undefined
  return context.protocols.event_version
}

interface Checked {
  violations: FoundViolation[]
  /** Properties or traits that could be removed for it. */
  places: Place[]
  isBroken: boolean
}

function check(rule: CompiledRule | null, event: JsonObject, field: string | null): Checked {
  const found: Checked = { violations: [], places: [], isBroken: false }
  if (rule === null) return found
  const seen = new Set<string>()
  const complete = findFailures(rule.schema, withField(event, field), (failure) => {
    found.isBroken = true
    if (found.violations.length < MAX_VIOLATIONS) found.violations.push(violationOf(failure, rule))
    const place = removable(failure, field)
    if (place === null || seen.has(jsonPointer(place))) return
    seen.add(jsonPointer(place))
    found.places.push(place)
  })
  if (!complete) {
    found.isBroken = true
    // First, or the others would leave no room for it.
    found.violations.unshift({ ...STOPPED, rule: refOf(rule) })
  }
  return found
}

/** An event without properties is checked as one that has none of them: what is required is missing. */
const withField = (event: JsonObject, field: string | null): JsonObject =>
  field === null || (event[field] ?? null) !== null ? event : { ...event, [field]: {} }

const STOPPED = {
  type: 'Check Stopped',
  field: '(root)',
  description: 'The event takes too long to check against this rule',
  counted: {
    field: '(root)',
    description: 'The event takes too long to check against this rule',
  },
}

/** Long names and long lists of permitted values are cut. */
const MAX_TEXT_CHARS = 500
const cut = (text: string): string =>
  text.length <= MAX_TEXT_CHARS ? text : `${text.slice(0, MAX_TEXT_CHARS - 1)}…`

function violationOf(failure: SchemaFailure, rule: RuleRef): FoundViolation {
  const field = cut(fieldName(failure.path))
  const folded = cut(fieldName(failure.path, true))
  const description = failure.description(field)
  return {
    type: failureTitle(failure.code),
    field,
    description: cut(description),
    rule: refOf(rule),
    counted: {
      field: folded,
      description: cut(folded === field ? description : failure.description(folded)),
    },
  }
}

/**
 * The nearest named property of properties or traits around what is wrong; a bad item of a list makes it the
 * list. Null where none is: something is missing, or it lies elsewhere.
 */
function removable({ path, missing }: SchemaFailure, field: string | null): Place | null {
  if (missing || field === null || path[0] !== field) return null
  const last = path.findLastIndex((key) => typeof key === 'string')
  return last >= 1 ? path.slice(0, last + 1) : null
}

/** What was not looked at counts as planned. */
function checkUnplanned(
  event: JsonObject,
  own: CompiledRule | null,
  field: string | null,
): Checked {
  const found: Checked = { violations: [], places: [], isBroken: false }
  if (field === null) return found
  const schemas = own ? schemasOf(own.schema, field) : []
  const complete = findUnplanned(event[field], schemas, [field], (place) => {
    found.places.push(place)
  })
  if (!complete && own) found.violations.push({ ...STOPPED, rule: refOf(own) })
  return found
}

/** Places that lie in none of the others. */
function outside(places: readonly Place[], others: readonly Place[]): Place[] {
  if (others.length === 0) return [...places]
  const taken = new Set(others.map(jsonPointer))
  return places.filter(
    (place) => !place.some((_, depth) => taken.has(jsonPointer(place.slice(0, depth + 1)))),
  )
}

/** As schema controls are spelled: `cart.coupon`, `products.$.price`. */
const placeNames = (places: readonly Place[]): string[] => [
  ...new Set(
    places.map((place) =>
      formatFieldPath(place.slice(1).map((key) => (typeof key === 'number' ? ANY_ITEM : key))),
    ),
  ),
]

function capped(violations: FoundViolation[]): FoundViolation[] {
  let chars = 0
  return violations.slice(0, MAX_VIOLATIONS).filter(({ field, description }) => {
    chars += field.length + description.length
    return chars <= MAX_VIOLATION_CHARS
  })
}
