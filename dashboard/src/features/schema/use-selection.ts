import { useState } from 'react'

export interface Selection {
  names: readonly string[]
  has(name: string): boolean
  set(names: readonly string[], selected: boolean): void
  clear(): void
}

/** What is ticked in a list. @param scope Another one, another tab say, begins with nothing ticked. */
export function useSelection(scope: string): Selection {
  const [held, setHeld] = useState<{ scope: string; names: ReadonlySet<string> }>({
    scope,
    names: new Set(),
  })
  const names = held.scope === scope ? held.names : NONE
  return {
    names: [...names],
    has: (name) => names.has(name),
    set(changed, selected) {
      const next = new Set(names)
      for (const name of changed) {
        if (selected) next.add(name)
        else next.delete(name)
      }
      setHeld({ scope, names: next })
    },
    clear: () => setHeld({ scope, names: NONE }),
  }
}

const NONE: ReadonlySet<string> = new Set()
