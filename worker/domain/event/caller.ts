/**
 * Whether a call comes from a person's device or from a server. Only a device's address says
 * something about the person, so only then is it filled into `context.ip`. `/v1/batch` and
 * `/v1/import` have callers of both kinds, hence the library's name decides before the route does.
 */
export type Caller = 'client' | 'server'

const CLIENT_LIBRARIES =
  /^(analytics\.js|analytics-(kotlin|swift|android|ios|csharp)|@segment\/analytics-react-native|analytics-react-native|analytics[-_]flutter|.*(android|ios|flutter|javascript|react[-_]native).*)$/i
const SERVER_LIBRARIES =
  /^(@segment\/analytics-node|analytics-(node|python|ruby|java|go|php|rust)|analytics\.net)$/i

/** Few names come up again and again, and the patterns cost more than the look-up. */
const known = new Map<string, Caller | null>()
const MAX_KNOWN = 200

export function callerOfLibrary(name: unknown): Caller | null {
  if (typeof name !== 'string' || name.length > 100) return null
  const before = known.get(name)
  if (before !== undefined) return before
  const caller = SERVER_LIBRARIES.test(name)
    ? 'server'
    : CLIENT_LIBRARIES.test(name)
      ? 'client'
      : null
  if (known.size < MAX_KNOWN) known.set(name, caller)
  return caller
}

/** The address to record: IPv4 only (IPv6 is not collected), also out of its IPv6-mapped form. */
export function collectableAddress(address: string | null): string | null {
  const v4 = /^(?:::ffff:)?(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address ?? '')
  return v4?.[1] ?? null
}
