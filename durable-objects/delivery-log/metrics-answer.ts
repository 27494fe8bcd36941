import { OTHER_NAME } from '../../worker/messages/delivery-facets.ts'
import {
  METRIC_FIELDS,
  type MetricField,
  type MetricsAnswer,
  type MetricsGroup,
  type MetricsQuestion,
} from '../../worker/messages/delivery-metrics-rpc.ts'
import { type MetricKey, parseKey, type StoredHour } from './metrics.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** More than any page shows; what is rarer is summed up under `__other__`. */
const MAX_GROUPS = 1000

/** Answers questions in one pass over the hours, so that only one of them is in memory at a time. */
export function answerQuestions(
  questions: readonly MetricsQuestion[],
  hours: Iterable<readonly [hour: string, counts: StoredHour]>,
): MetricsAnswer[] {
  const tallies = questions.map((question) => new Tally(question))
  for (const [hour, counts] of hours) for (const tally of tallies) tally.add(hour, counts)
  return tallies.map((tally) => tally.answer())
}

/** The hours that questions are about: from inclusive, to exclusive. */
export function hoursOf(questions: readonly MetricsQuestion[]): { from: string; to: string } {
  const from = questions.map((question) => question.from).sort()[0] ?? ''
  const to =
    questions
      .map((question) => question.to)
      .sort()
      .at(-1) ?? ''
  const end = Date.parse(to) || 0
  return { from: from.slice(0, 13), to: new Date(end + HOUR_MS - 1).toISOString().slice(0, 13) }
}

interface Group {
  key: Partial<Record<MetricField, string>>
  total: number
  points: Map<number, number>
}

class Tally {
  private readonly question: MetricsQuestion
  private readonly fromMs: number
  private readonly toMs: number
  private readonly groups = new Map<string, Group>()
  private readonly latency = new Map<number, Map<number, number>>()

  constructor(question: MetricsQuestion) {
    this.question = question
    this.fromMs = Date.parse(question.from)
    this.toMs = Date.parse(question.to)
  }

  add(hour: string, { counts, latency }: StoredHour): void {
    const hourMs = Date.parse(`${hour}:00:00.000Z`)
    for (const [text, cells] of Object.entries(counts)) {
      const key = parseKey(text)
      if (!this.asksFor(key)) continue
      for (let i = 0; i < cells.length; i += 2) {
        const point = this.pointOf(hourMs, cells[i] as number)
        if (point !== null) this.count(this.groupOf(key), point, cells[i + 1] as number)
      }
    }
    for (let i = 0; i < latency.length; i += 3) {
      const point = this.pointOf(hourMs, latency[i] as number)
      if (point === null) continue
      const buckets = this.latency.get(point) ?? new Map<number, number>()
      const bucket = latency[i + 1] as number
      buckets.set(bucket, (buckets.get(bucket) ?? 0) + (latency[i + 2] as number))
      this.latency.set(point, buckets)
    }
  }

  private asksFor(key: MetricKey): boolean {
    const { of, where } = this.question
    if ((of === 'mappings') !== (key.mappingId !== '')) return false
    return METRIC_FIELDS.every((field) => where[field]?.includes(key[field]) ?? true)
  }

  /** Null outside of the window. */
  private pointOf(hourMs: number, minute: number): number | null {
    const time = hourMs + minute * MINUTE_MS
    if (time < this.fromMs || time >= this.toMs) return null
    const { stepMinutes } = this.question
    return stepMinutes === 0 ? 0 : Math.floor((time - this.fromMs) / (stepMinutes * MINUTE_MS))
  }

  private groupOf(key: MetricKey): Group {
    const { groupBy } = this.question
    const id = groupBy.map((field) => key[field]).join('\t')
    let group = this.groups.get(id)
    if (!group) {
      const fields = groupBy.map((field): [MetricField, string] => [field, key[field]])
      group = { key: Object.fromEntries(fields), total: 0, points: new Map() }
      this.groups.set(id, group)
    }
    return group
  }

  private count(group: Group, point: number, count: number): void {
    group.total += count
    group.points.set(point, (group.points.get(point) ?? 0) + count)
  }

  answer(): MetricsAnswer {
    const ranked = [...this.groups.values()].sort((a, b) => b.total - a.total)
    const shown = ranked.slice(0, MAX_GROUPS)
    for (const group of ranked.slice(MAX_GROUPS)) this.fold(group, shown)
    const rest = shown.filter((group) => group.total < 0)
    // An event may have been counted by its name and be taken back under `__other__`: together they are right.
    for (const group of rest) this.fold(group, shown)
    return {
      groups: shown.filter((group) => group.total > 0).map(toAnswer),
      latency: [...this.latency].flatMap(([point, buckets]) =>
        [...buckets].flatMap(([bucket, count]) => [point, bucket, count]),
      ),
    }
  }

  /** Adds a group to the one that stands for what is not told apart. */
  private fold(group: Group, shown: Group[]): void {
    if (!('name' in group.key) && !('code' in group.key)) return
    const key = {
      ...group.key,
      ...('name' in group.key && { name: OTHER_NAME }),
      ...('code' in group.key && !('name' in group.key) && { code: OTHER_NAME }),
    }
    const id = JSON.stringify(key)
    let other = shown.find((candidate) => JSON.stringify(candidate.key) === id)
    if (other === group) return
    if (!other) {
      other = { key, total: 0, points: new Map() }
      shown.push(other)
    }
    for (const [point, count] of group.points) this.count(other, point, count)
    group.total = 0
    group.points.clear()
  }
}

const toAnswer = ({ key, total, points }: Group): MetricsGroup => ({
  key,
  total,
  series: [...points].filter(([, count]) => count !== 0).flat(),
})
