import type { Definition } from './definition.ts'
import { applyOverlay } from './overlay.ts'
import { outsideOfAttempts } from './shims/outbound-store.ts'

const loaded = new Map<string, Promise<Definition>>()

/** A definition with our overlay on it, evaluated when it is first asked for and kept from then on. */
export function loadDefinition(key: string, load: () => Promise<unknown>): Promise<Definition> {
  let definition = loaded.get(key)
  if (definition === undefined) {
    definition = outsideOfAttempts(async () => applyOverlay(key, unwrap(await load())))
    loaded.set(key, definition)
    definition.catch(() => loaded.delete(key))
  }
  return definition
}

/** Upstream's modules hold their definition under one or two `default`s, depending on who asks. */
function unwrap(module: unknown): Definition {
  let value = module as { actions?: unknown; default?: unknown }
  while (value?.actions === undefined && value?.default !== undefined) {
    value = value.default as typeof value
  }
  return value as Definition
}
