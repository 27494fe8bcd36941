/**
 * Steps that one check may take: a schema that meets a value is one. A typical event takes a hundred; all of
 * them together take about a quarter of a second.
 */
export const MAX_STEPS = 250_000

/** Counts them. */
export class Steps {
  #left: number

  constructor(steps = MAX_STEPS) {
    this.#left = steps
  }

  /** @throws TOO_MUCH once they are used up. */
  spend(steps: number): void {
    this.#left -= steps
    if (this.#left < 0) throw TOO_MUCH
  }

  /** Returns whether `work` ended by itself. */
  enough(work: () => void): boolean {
    try {
      work()
      return true
    } catch (error) {
      if (error === TOO_MUCH) return false
      throw error
    }
  }
}

const TOO_MUCH = new Error('a check took too many steps')
