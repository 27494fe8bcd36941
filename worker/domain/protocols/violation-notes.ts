import type { RuleType, Violation } from './tracking-plan.ts'

/**
 * What was seen of violations in an hour: counts and where to find a few of the events, never values. Notes of
 * disjoint sets of events can be merged in any order and grouping with the same result, while they
 * stay within the limits; beyond them the counts still add up.
 */

/** Different violations of one source. */
export const MAX_VIOLATIONS_LISTED = 2_000
export const MAX_SAMPLES = 10
const MAX_NAMES = 10
const MAX_NAME_CHARS = 100

export const SAMPLE_OUTCOMES = ['passed', 'omitted', 'blocked'] as const
export type SampleOutcome = (typeof SAMPLE_OUTCOMES)[number]

export interface ViolationSample {
  acceptId: string
  messageId: string
  /** Milliseconds since the epoch. */
  at: number
  outcome: SampleOutcome
}

/** What tells violations of one source apart. Items of lists are `$`. */
export interface ViolationName extends Violation {
  planId: string
  ruleType: RuleType
  /** Name of the event, page or screen; empty for the other calls. */
  event: string
  version: number
}

export interface ViolationNote extends ViolationName {
  /** Events that had it. */
  count: number
  /** Milliseconds since the epoch. */
  first: number
  last: number
  /** `analytics.js 4.1.0`; the first ten of the alphabet. */
  libraries: string[]
  appVersions: string[]
  /** The newest. */
  samples: ViolationSample[]
}

export interface ProtocolNotes {
  /** Events with a violation; events of which something was removed; events that the plan blocked. */
  violating: number
  omitted: number
  blocked: number
  /** Violations without a row, because there were too many different ones. */
  unlisted: number
  violations: Map<string, ViolationNote>
}

export const noProtocolNotes = (): ProtocolNotes => ({
  violating: 0,
  omitted: 0,
  blocked: 0,
  unlisted: 0,
  violations: new Map(),
})

export const violationKey = (name: ViolationName): string =>
  JSON.stringify([
    name.planId,
    name.ruleType,
    name.event,
    name.version,
    name.type,
    name.field,
    name.description,
  ])

/** One event that a plan judged. */
export interface JudgedEvent {
  planId: string
  /** As its call has it. */
  event: string
  outcome: SampleOutcome
  /** In the counted form, with the rule that each is one of. */
  violations: readonly (Violation & { ruleType: RuleType; version: number })[]
  acceptId: string
  messageId: string
  at: number
  library: string
  appVersion: string
}

export function noteJudged(into: ProtocolNotes, judged: JudgedEvent): void {
  const { outcome, violations, at } = judged
  if (violations.length > 0) into.violating += 1
  if (outcome !== 'passed') into[outcome] += 1
  const seen = new Set<string>()
  for (const { ruleType, version, type, field, description } of violations) {
    const { planId, event } = judged
    const name = { planId, ruleType, event, version, type, field, description }
    const key = violationKey(name)
    // Two items of a list break the same rule: it is one event all the same.
    if (seen.has(key)) continue
    seen.add(key)
    const { acceptId, messageId } = judged
    const note: ViolationNote = {
      ...name,
      count: 1,
      first: at,
      last: at,
      libraries: named(judged.library),
      appVersions: named(judged.appVersion),
      samples: [{ acceptId, messageId, at, outcome }],
    }
    addViolation(into, key, note)
  }
}

const named = (name: string): string[] => (name === '' ? [] : [name.slice(0, MAX_NAME_CHARS)])

export function mergeProtocolNotes(into: ProtocolNotes, more: ProtocolNotes): void {
  into.violating += more.violating
  into.omitted += more.omitted
  into.blocked += more.blocked
  into.unlisted += more.unlisted
  for (const [key, note] of more.violations) addViolation(into, key, note)
}

function addViolation(into: ProtocolNotes, key: string, note: ViolationNote): void {
  const known = into.violations.get(key)
  if (known !== undefined) mergeViolation(known, note)
  else if (into.violations.size < MAX_VIOLATIONS_LISTED) into.violations.set(key, copyOf(note))
  else into.unlisted += note.count
}

const copyOf = (note: ViolationNote): ViolationNote => ({
  ...note,
  libraries: [...note.libraries],
  appVersions: [...note.appVersions],
  samples: [...note.samples],
})

/** Adds what else was seen of the same violation. */
export function mergeViolation(into: ViolationNote, more: ViolationNote): void {
  into.count += more.count
  into.first = Math.min(into.first, more.first)
  into.last = Math.max(into.last, more.last)
  into.libraries = firstNames(into.libraries, more.libraries)
  into.appVersions = firstNames(into.appVersions, more.appVersions)
  into.samples = newest(into.samples, more.samples)
}

function firstNames(a: string[], b: readonly string[]): string[] {
  if (b.every((name) => a.includes(name))) return a
  return [...new Set([...a, ...b])].sort().slice(0, MAX_NAMES)
}

function newest(a: ViolationSample[], b: readonly ViolationSample[]): ViolationSample[] {
  const byId = new Map([...a, ...b].map((sample) => [sample.acceptId, sample]))
  return [...byId.values()]
    .sort((x, y) => y.at - x.at || (x.acceptId < y.acceptId ? -1 : 1))
    .slice(0, MAX_SAMPLES)
}

/**
 * As JSON, times from the hour's beginning on:
 * `{"n":[violating,omitted,blocked,unlisted],"v":[[planId,ruleType,event,version,type,field,description,count,first,last,libraries,appVersions,samples]]}`
 */
export interface EncodedProtocols {
  n: [number, number, number, number]
  v: EncodedViolation[]
}

export type EncodedViolation = [
  planId: string,
  ruleType: RuleType,
  event: string,
  version: number,
  type: string,
  field: string,
  description: string,
  count: number,
  first: number,
  last: number,
  libraries: string[],
  appVersions: string[],
  samples: [acceptId: string, messageId: string, at: number, outcome: number][],
]

export const encodeProtocols = (notes: ProtocolNotes, start: number): EncodedProtocols => ({
  n: [notes.violating, notes.omitted, notes.blocked, notes.unlisted],
  v: [...notes.violations.values()].map((note) => encodeViolation(note, start)),
})

export const encodeViolation = (note: ViolationNote, start: number): EncodedViolation => [
  note.planId,
  note.ruleType,
  note.event,
  note.version,
  note.type,
  note.field,
  note.description,
  note.count,
  note.first - start,
  note.last - start,
  note.libraries,
  note.appVersions,
  note.samples.map(({ acceptId, messageId, at, outcome }) => [
    acceptId,
    messageId,
    at - start,
    SAMPLE_OUTCOMES.indexOf(outcome),
  ]),
]

export function decodeProtocols({ n, v }: EncodedProtocols, start: number): ProtocolNotes {
  const [violating, omitted, blocked, unlisted] = n
  const violations = v.map((row) => decodeViolation(row, start))
  return {
    violating,
    omitted,
    blocked,
    unlisted,
    violations: new Map(violations.map((note) => [violationKey(note), note])),
  }
}

export function decodeViolation(row: EncodedViolation, start: number): ViolationNote {
  return {
    planId: row[0],
    ruleType: row[1],
    event: row[2],
    version: row[3],
    type: row[4],
    field: row[5],
    description: row[6],
    count: row[7],
    first: row[8] + start,
    last: row[9] + start,
    libraries: row[10],
    appVersions: row[11],
    samples: row[12].map(([acceptId, messageId, at, outcome]) => ({
      acceptId,
      messageId,
      at: at + start,
      outcome: SAMPLE_OUTCOMES[outcome] ?? 'passed',
    })),
  }
}
