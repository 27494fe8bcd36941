/**
 * Which units of a log wait, which are handed out, and when to try again. Plain state: the owner
 * keeps what must survive a crash, this does not. After a restart every unit is ready again, which is
 * what makes a lost lease harmless.
 */
export interface Unit {
  segment: number
  first: number
  count: number
  chars: number
  /** Runs that failed because of its events. */
  runs: number
  /** Runs in a row that failed because of what they call. Forgotten with the object. */
  pauses?: number
}

export interface Lease {
  id: string
  units: Unit[]
  expiresAt: number
  /** A consumer asked for the work: if the lease then runs out, the run counts as failed. */
  read: boolean
}

export class WorkQueue {
  private readonly ready: Unit[] = []
  private readonly delayed: { unit: Unit; at: number }[] = []
  private readonly leases = new Map<string, Lease>()
  private readyHead = 0
  readyChars = 0

  get outstanding(): number {
    return this.leases.size
  }

  get hasReady(): boolean {
    return this.readyHead < this.ready.length
  }

  add(unit: Unit): void {
    this.ready.push(unit)
    this.readyChars += unit.chars
  }

  addLater(unit: Unit, at: number): void {
    this.delayed.push({ unit, at })
  }

  /**
   * Takes ready units in order, at least one, together at most `maxChars`. A unit that failed before
   * goes alone, so that its neighbours are not blamed with it.
   */
  take(options: { id: string; expiresAt: number; maxChars: number }): Lease | null {
    const units: Unit[] = []
    let chars = 0
    while (this.readyHead < this.ready.length) {
      const unit = this.ready[this.readyHead] as Unit
      const full = chars + unit.chars > options.maxChars || unit.runs > 0
      if (units.length > 0 && full) break
      units.push(unit)
      chars += unit.chars
      this.readyHead++
      if (unit.runs > 0) break
    }
    if (units.length === 0) return null
    this.readyChars -= chars
    this.compactReady()
    const lease = { id: options.id, units, expiresAt: options.expiresAt, read: false }
    this.leases.set(lease.id, lease)
    return lease
  }

  lease(id: string): Lease | undefined {
    return this.leases.get(id)
  }

  /** Leaves a lease only these of its units: the others are done. */
  narrow(id: string, units: Unit[]): void {
    const lease = this.leases.get(id)
    if (lease) lease.units = units
  }

  /** Ends a lease; what to do with its units is the caller's business. */
  end(id: string): Unit[] {
    const lease = this.leases.get(id)
    this.leases.delete(id)
    return lease?.units ?? []
  }

  /** Ends the leases that ran out. */
  expire(now: number): Lease[] {
    const over = [...this.leases.values()].filter((lease) => lease.expiresAt <= now)
    for (const lease of over) this.leases.delete(lease.id)
    return over
  }

  /** Makes delayed units ready whose time has come. */
  wake(now: number): void {
    for (let i = this.delayed.length - 1; i >= 0; i--) {
      const entry = this.delayed[i] as { unit: Unit; at: number }
      if (entry.at > now) continue
      this.delayed.splice(i, 1)
      this.add(entry.unit)
    }
  }

  /** When `expire` or `wake` will next have something to do. */
  nextDueAt(): number | null {
    let due: number | null = null
    for (const lease of this.leases.values()) due = Math.min(due ?? Infinity, lease.expiresAt)
    for (const entry of this.delayed) due = Math.min(due ?? Infinity, entry.at)
    return due
  }

  private compactReady(): void {
    if (this.readyHead < 1024 && this.readyHead < this.ready.length) return
    this.ready.splice(0, this.readyHead)
    this.readyHead = 0
  }
}
