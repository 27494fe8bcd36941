import { format as formats, type OutputUnit, type Schema, validate } from '@cfworker/json-schema'
import { isJsonObject, type JsonObject } from '../event/json.ts'
import { FAILURE_WORDS, type FailureCode, type ValuePath } from './failure-words.ts'
import { matchesPattern } from './match-pattern.ts'
import { NOTHING, type ObjectRules, type SchemaNode } from './schema-node.ts'
import { Steps } from './steps.ts'

/** An assertion that does not hold for a value. */
export interface SchemaFailure {
  code: FailureCode
  /** Of the value; of a missing or surplus property: its own, though it may not be there. */
  path: ValuePath
  /** Whether the value's absence is what is wrong. */
  missing: boolean
  /** @param field The value's name, where the words have it. */
  description(field: string): string
}

/**
 * Tells every failing assertion to `report`, in the order of the event. A list of alternatives that fails
 * is one failure; what fails in `allOf`, `then` and `else` is told too, as it must hold.
 *
 * @returns Whether the whole value was looked at: a check ends when its steps are used up.
 */
export function findFailures(
  node: SchemaNode,
  value: unknown,
  report: (failure: SchemaFailure) => void,
  steps = new Steps(),
): boolean {
  return steps.enough(() => new Check(steps).holds(node, value, report))
}

type Report = (failure: SchemaFailure) => void

const NO_LOOKUP = {}

class Check {
  readonly #steps: Steps
  readonly #path: (string | number)[] = []

  constructor(steps: Steps) {
    this.#steps = steps
  }

  /** Without `report` it ends at the first failure. */
  holds(node: SchemaNode, value: unknown, report?: Report): boolean {
    this.#steps.spend(1)
    if (node.never) return this.#fail(report, 'false', FAILURE_WORDS.false)
    let holds = true
    if (node.types && !isOfType(value, node.types)) {
      const types = node.types
      holds = this.#fail(report, 'invalid_type', () => FAILURE_WORDS.invalid_type(types, value))
      if (!report) return false
    }
    if (node.asserts && !this.#assertsHold(node.asserts, value, report)) holds = false
    if (!holds && !report) return false
    if (
      node.pattern !== null &&
      typeof value === 'string' &&
      !matchesPattern(node.pattern, value, this.#steps)
    ) {
      const pattern = node.pattern
      holds = this.#fail(report, 'pattern', () => FAILURE_WORDS.pattern(pattern))
      if (!report) return false
    }
    if (node.inPlace && !this.#inPlaceHolds(node, value, report)) holds = false
    if (!holds && !report) return false
    if (Array.isArray(value)) return this.#arrayHolds(node, value, report) && holds
    if (node.object && isJsonObject(value)) {
      return this.#objectHolds(node.object, value, report) && holds
    }
    return holds
  }

  #fail(
    report: Report | undefined,
    code: FailureCode,
    description: SchemaFailure['description'],
  ): false {
    report?.({ code, path: this.#path, missing: false, description })
    return false
  }

  #assertsHold(asserts: Schema, value: unknown, report?: Report): boolean {
    if (Array.isArray(asserts.enum)) this.#steps.spend(asserts.enum.length >> 4)
    const { errors } = validate(value, asserts, '7', NO_LOOKUP, false)
    const failed = errors.filter((error) => !isDate(error, asserts, value))
    for (const { keyword } of failed) {
      const words = ASSERTIONS[keyword]
      if (!report || !words) continue
      this.#fail(report, words.code, (field) => words.words(asserts[keyword] as never, field))
    }
    return failed.length === 0
  }

  #inPlaceHolds(node: SchemaNode, value: unknown, report?: Report): boolean {
    const { allOf, anyOf, oneOf, not, condition } = node.inPlace ?? NO_RULES
    let holds = true
    if (anyOf.length > 0 && !anyOf.some((one) => this.holds(one, value))) {
      holds = this.#fail(report, 'number_any_of', FAILURE_WORDS.number_any_of)
    }
    if (oneOf.length > 0 && oneOf.filter((one) => this.holds(one, value)).length !== 1) {
      holds = this.#fail(report, 'number_one_of', FAILURE_WORDS.number_one_of)
    }
    if (not && this.holds(not, value)) {
      holds = this.#fail(report, 'number_not', FAILURE_WORDS.number_not)
    }
    if (!holds && !report) return false
    const broken = allOf.filter((one) => !this.holds(one, value))
    if (broken.length > 0) {
      holds = this.#fail(report, 'number_all_of', FAILURE_WORDS.number_all_of)
      if (report) for (const one of broken) this.holds(one, value, report)
    }
    if (!condition) return holds
    const met = this.holds(condition.asks, value)
    const next = met ? condition.met : condition.unmet
    if (next === null || this.holds(next, value)) return holds
    const code = met ? 'condition_then' : 'condition_else'
    this.#fail(report, code, FAILURE_WORDS[code])
    if (report) this.holds(next, value, report)
    return false
  }

  #arrayHolds(node: SchemaNode, items: readonly unknown[], report?: Report): boolean {
    let holds = true
    if (node.uniqueItems) {
      const twins = this.#findTwins(items)
      if (twins) {
        holds = this.#fail(report, 'unique', () => FAILURE_WORDS.unique(twins))
        if (!report) return false
      }
    }
    if (!node.array) return holds
    const { tuple, items: rest, contains } = node.array
    for (const [at, item] of items.entries()) {
      const one = tuple[at] ?? rest
      if (one === null) break
      if (one === NOTHING && report) {
        this.#fail(report, 'array_no_additional_items', FAILURE_WORDS.array_no_additional_items)
        holds = false
        break
      }
      if (!this.#below(one, at, item, report)) holds = false
      if (!holds && !report) return false
    }
    if (contains && !items.some((item) => this.holds(contains, item))) {
      holds = this.#fail(report, 'contains', FAILURE_WORDS.contains)
    }
    return holds
  }

  #objectHolds(rules: ObjectRules, value: JsonObject, report?: Report): boolean {
    let holds = this.#requiredHold(rules.required, value, report)
    this.#steps.spend((rules.required.length + rules.dependencies.length) >> 3)
    for (const { key, needs } of rules.dependencies) {
      if (!holds && !report) return false
      if (!Object.hasOwn(value, key)) continue
      if (!this.#dependencyHolds(needs, value, report)) holds = false
    }
    for (const key of Object.keys(value)) {
      if (!holds && !report) return false
      if (!this.#propertyHolds(rules, key, value[key], report)) holds = false
    }
    return holds
  }

  #requiredHold(required: readonly string[], value: JsonObject, report?: Report): boolean {
    let holds = true
    for (const key of required) {
      if (Object.hasOwn(value, key)) continue
      holds = false
      if (!report) break
      this.#steps.spend(1)
      const path = [...this.#path, key]
      report({ code: 'required', path, missing: true, description: FAILURE_WORDS.required })
    }
    return holds
  }

  #dependencyHolds(
    needs: readonly string[] | SchemaNode,
    value: JsonObject,
    report?: Report,
  ): boolean {
    if (!isKeys(needs)) return this.holds(needs, value, report)
    const missing = needs.filter((key) => !Object.hasOwn(value, key))
    for (const key of report ? missing : []) {
      const description = () => FAILURE_WORDS.missing_dependency(key)
      report?.({ code: 'missing_dependency', path: this.#path, missing: true, description })
    }
    return missing.length === 0
  }

  #propertyHolds(rules: ObjectRules, key: string, value: unknown, report?: Report): boolean {
    let holds = true
    this.#steps.spend(1)
    if (rules.names && !this.holds(rules.names, key)) {
      holds = this.#failBelow(key, report, 'invalid_property_name', () =>
        FAILURE_WORDS.invalid_property_name(key),
      )
    }
    const declared = rules.properties.get(key)
    if (declared && !this.#below(declared, key, value, report)) holds = false
    let named = declared !== undefined
    for (const { pattern, node } of rules.patterns) {
      if (!matchesPattern(pattern, key, this.#steps)) continue
      named = true
      if (!this.#below(node, key, value, report)) holds = false
    }
    if (named || rules.additional === null) return holds
    if (rules.additional === NOTHING) {
      return this.#failBelow(key, report, 'additional_property_not_allowed', () =>
        FAILURE_WORDS.additional_property_not_allowed(key),
      )
    }
    return this.#below(rules.additional, key, value, report) && holds
  }

  #below(node: SchemaNode, key: string | number, value: unknown, report?: Report): boolean {
    this.#path.push(key)
    const holds = this.holds(node, value, report)
    this.#path.pop()
    return holds
  }

  #failBelow(
    key: string,
    report: Report | undefined,
    code: FailureCode,
    description: SchemaFailure['description'],
  ): false {
    this.#path.push(key)
    this.#fail(report, code, description)
    this.#path.pop()
    return false
  }

  /** The first two places with equal items. */
  #findTwins(items: readonly unknown[]): [number, number] | null {
    const seen = new Map<string, number>()
    for (const [at, item] of items.entries()) {
      const text = canonical(item)
      this.#steps.spend(1 + (text.length >> 6))
      const twin = seen.get(text)
      if (twin !== undefined) return [twin, at]
      seen.set(text, at)
    }
    return null
  }
}

const NO_RULES = { allOf: [], anyOf: [], oneOf: [], not: null, condition: null }

const isKeys = (needs: readonly string[] | SchemaNode): needs is readonly string[] =>
  Array.isArray(needs)

function isOfType(value: unknown, types: readonly string[]): boolean {
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
  return types.includes(type) || (Number.isInteger(value) && types.includes('integer'))
}

/** Equal values have equal texts, whatever the order of their keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    isJsonObject(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  )
}

/** A calendar date alone is a date-time of ISO 8601 as well, and upstream takes it for one. */
const isDate = (error: OutputUnit, asserts: Schema, value: unknown): boolean =>
  error.keyword === 'format' &&
  asserts.format === 'date-time' &&
  formats.date?.(String(value)) === true

/** The library's keywords -> upstream's codes and words. What a keyword may be was seen to when it was compiled. */
const ASSERTIONS: Record<
  string,
  { code: FailureCode; words(limit: never, field: string): string } | undefined
> = {
  const: { code: 'const', words: FAILURE_WORDS.const },
  enum: { code: 'enum', words: FAILURE_WORDS.enum },
  format: { code: 'format', words: FAILURE_WORDS.format },
  minLength: { code: 'string_gte', words: FAILURE_WORDS.string_gte },
  maxLength: { code: 'string_lte', words: FAILURE_WORDS.string_lte },
  minimum: { code: 'number_gte', words: FAILURE_WORDS.number_gte },
  exclusiveMinimum: { code: 'number_gt', words: FAILURE_WORDS.number_gt },
  maximum: { code: 'number_lte', words: FAILURE_WORDS.number_lte },
  exclusiveMaximum: { code: 'number_lt', words: FAILURE_WORDS.number_lt },
  multipleOf: { code: 'multiple_of', words: FAILURE_WORDS.multiple_of },
  minItems: { code: 'array_min_items', words: FAILURE_WORDS.array_min_items },
  maxItems: { code: 'array_max_items', words: FAILURE_WORDS.array_max_items },
  minProperties: { code: 'array_min_properties', words: FAILURE_WORDS.array_min_properties },
  maxProperties: { code: 'array_max_properties', words: FAILURE_WORDS.array_max_properties },
}
