import type { Unit } from '../outbox/work-queue.ts'
import { type DeadLetter, deadLetter } from './dead-letter.ts'
import { type Dispatcher, halve } from './dispatcher.ts'
import type { Generations } from './generations.ts'
import type { LogStore } from './store.ts'

export interface TroublesDeps {
  log: string
  store: LogStore
  generations: Generations
  dispatcher: Dispatcher
  commit(work: () => void): void
  /** The unit's record lines joined by newlines. */
  body(unit: Unit): string
  put(key: string, body: string): Promise<unknown>
}

/**
 * Units whose runs fail because of their events: tried a few times, then halved until the guilty event
 * stands alone, which is kept under `dead/`, counted and acknowledged. How far a unit has come survives
 * a restart.
 */
export class Troubles {
  private readonly lastErrors = new Map<number, string>()
  private readonly deps: TroublesDeps

  constructor(deps: TroublesDeps) {
    this.deps = deps
  }

  async blame(units: readonly Unit[], message: string): Promise<void> {
    for (const unit of units) {
      this.lastErrors.set(unit.segment, message)
      const next = this.deps.dispatcher.blame(unit)
      if (next === 'dead-letter') await this.bury(unit)
      else if (next === 'halve') this.split(unit)
      else this.deps.store.saveFailure(unit)
    }
  }

  /** Call in the transaction that acknowledges a unit which had failed before. */
  forget(segment: number): void {
    if (this.deps.generations.unacked.has(segment)) return
    this.deps.store.deleteFailures(segment)
    this.lastErrors.delete(segment)
  }

  /** What the last failed run of a segment said; empty when none is remembered. */
  lastError(segment: number): string {
    return this.lastErrors.get(segment) ?? ''
  }

  private split(unit: Unit): void {
    const halves = halve(unit)
    this.deps.commit(() => {
      for (const half of halves) this.deps.store.saveFailure(half)
    })
    for (const half of halves) this.deps.dispatcher.queue.add(half)
  }

  private async bury(unit: Unit): Promise<void> {
    const letter = this.letterOf(unit)
    try {
      await this.deps.put(letter.key, letter.body)
    } catch {
      this.deps.dispatcher.pause([unit])
      return
    }
    this.deps.commit(() => {
      this.deps.generations.acknowledge([{ ...letter.ack, count: 1 }])
      this.forget(unit.segment)
    })
  }

  private letterOf(unit: Unit): DeadLetter {
    const { segment, first: position } = unit
    const error = this.lastErrors.get(segment) ?? 'unknown'
    return deadLetter({ log: this.deps.log, segment, position, line: this.deps.body(unit) }, error)
  }
}
