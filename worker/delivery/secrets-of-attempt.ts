import type { AttemptResult } from '../messages/delivery-log-rpc.ts'
import { type Blotter, createBlotter } from './blot-secrets.ts'

/** The secrets that an attempt knows, those included that it learned on the way. */
export interface AttemptSecrets {
  add(value: string): void
  blotter(): Blotter
  /** The result without them; equal objects stay one object. */
  clean(result: AttemptResult): AttemptResult
}

export function createAttemptSecrets(settings: Record<string, unknown>): AttemptSecrets {
  const known: Record<string, unknown> = { ...settings }
  let blotter: Blotter | null = null
  let cleaned = new WeakMap<AttemptResult, AttemptResult>()
  const current = () => {
    blotter ??= createBlotter(known)
    return blotter
  }
  return {
    add(value) {
      known[`learned ${Object.keys(known).length}`] = value
      blotter = null
      cleaned = new WeakMap()
    },
    blotter: current,
    clean(result) {
      const { message, response } = result
      if (message === undefined && response === undefined) return result
      let clean = cleaned.get(result)
      if (clean === undefined) {
        const blot = current()
        clean = {
          ...result,
          ...(message !== undefined && { message: blot.text(message) }),
          ...(response !== undefined && { response: blot.text(response) }),
        }
        cleaned.set(result, clean)
      }
      return clean
    },
  }
}
