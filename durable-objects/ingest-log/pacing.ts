/** An idle log commits at once; a busier one waits this long for company, so that a row holds several. */
export const LINGER_MS = 25
export const BUSY_EVENTS_PER_S = 40

/** How many events came in the last second, in two buckets of a second. */
export class Pacing {
  private second = 0
  private current = 0
  private previous = 0

  count(events: number, now: number): void {
    this.roll(now)
    this.current += events
  }

  isBusy(now: number): boolean {
    this.roll(now)
    const elapsed = (now % 1000) / 1000
    return this.current + this.previous * (1 - elapsed) > BUSY_EVENTS_PER_S
  }

  private roll(now: number): void {
    const second = Math.floor(now / 1000)
    if (second === this.second) return
    this.previous = second === this.second + 1 ? this.current : 0
    this.current = 0
    this.second = second
  }
}
