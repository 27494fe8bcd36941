/** Up to here a timer is used: an alarm costs a row. */
const NEAR_MS = 6000
/** While there is work an alarm is never further off than this: it is what wakes us after a crash. */
const SAFETY_MS = 35_000

export interface AlarmStorage {
  setAlarm(at: number): Promise<void>
}

/**
 * Wakes the object at given times. An alarm that is pending is never moved back: it fires early, finds
 * nothing to do and is set again, which costs less than a row for each change of plan.
 */
export class AlarmClock {
  private readonly storage: AlarmStorage
  private readonly wake: () => void
  private timer: ReturnType<typeof setTimeout> | null = null
  private timerAt = 0
  private alarmAt: number | null = null

  constructor(storage: AlarmStorage, wake: () => void) {
    this.storage = storage
    this.wake = wake
  }

  /** What the storage says at start. */
  restore(alarmAt: number | null): void {
    this.alarmAt = alarmAt
  }

  alarmFired(): void {
    this.alarmAt = null
  }

  /** @param at When to wake next, or null when only a call can bring new work. */
  plan(at: number | null, now: number): void {
    if (at === null) return
    if (at - now > NEAR_MS) {
      this.setAlarm(at)
      return
    }
    this.setTimer(Math.max(at, now), now)
    this.setAlarm(now + SAFETY_MS)
  }

  private setAlarm(at: number): void {
    if (this.alarmAt !== null && this.alarmAt <= at) return
    this.alarmAt = at
    // Part of the same write as the rows before it; the storage reports a failure by itself.
    void this.storage.setAlarm(at)
  }

  private setTimer(at: number, now: number): void {
    if (this.timer !== null && this.timerAt <= at) return
    if (this.timer !== null) clearTimeout(this.timer)
    this.timerAt = at
    this.timer = setTimeout(() => {
      this.timer = null
      this.wake()
    }, at - now)
  }
}
