import type { LiveFilter, LiveState } from '../../api/live.ts'
import { STATE_IDS, TYPE_IDS } from '../../components/event-words.ts'

/** As `routes/debugger-search.ts` has it. */
export interface DebuggerSearch {
  q?: string | undefined
  type?: string | undefined
  state?: string | undefined
  name?: string | undefined
  user?: string | undefined
  event?: string | undefined
  message?: string | undefined
}

/** The service refuses longer ones. */
const MAX_TEXT = 200

/** What an address asks for; what it cannot ask for is left out. */
export function filterOf({ q, type, state, name, user }: DebuggerSearch): LiveFilter {
  const types = listOf(type, TYPE_IDS)
  const states = listOf<LiveState>(state, STATE_IDS)
  const text = q?.trim().slice(0, MAX_TEXT)
  return {
    ...(types.length > 0 && { types }),
    ...(states.length > 0 && { states }),
    ...(name && { name: name.slice(0, MAX_TEXT) }),
    ...(user && { userId: user.slice(0, 500) }),
    ...(text && { text }),
  }
}

export function listOf<T extends string>(text: string | undefined, known: readonly T[]): T[] {
  const parts = (text ?? '').split(',')
  return known.filter((one) => parts.includes(one))
}

export const hasFilter = (filter: LiveFilter): boolean => Object.keys(filter).length > 0

/** @returns undefined where nothing is chosen, so that the address stays short. */
export const joined = (values: readonly string[]): string | undefined =>
  values.length === 0 ? undefined : values.join(',')
