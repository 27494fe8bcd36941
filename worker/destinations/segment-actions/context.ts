import type { UpstreamInput } from './upstream.ts'

/** What some definitions remember between calls: ids that they looked up, whom they just called. */
const MAX_REMEMBERED = 2000
const remembered = new Map<string, { value: string; until: number }>()

/**
 * What definitions expect around a call, some of them unguarded. What they count and log is dropped:
 * it may hold what must not be kept. What they remember is kept by this isolate alone and for a while,
 * which is what they are made for: they look it up again when it is gone.
 */
export function callContext(
  mappingId: string,
  now: () => number,
): Pick<
  UpstreamInput,
  'features' | 'statsContext' | 'transactionContext' | 'stateContext' | 'logger'
> {
  return {
    features: {},
    statsContext: { statsClient: NO_STATS, tags: [] },
    transactionContext: { transaction: {}, setTransaction: nothing },
    stateContext: {
      getRequestContext(key: string) {
        const known = remembered.get(`${mappingId}\n${key}`)
        return known !== undefined && known.until > now() ? known.value : undefined
      },
      setResponseContext(key: string, value: string, ttl: TimeToLive = {}) {
        if (remembered.size >= MAX_REMEMBERED) remembered.clear()
        remembered.set(`${mappingId}\n${key}`, { value, until: now() + ttlMs(ttl) })
      },
    },
    logger: NO_LOGGER,
  }
}

interface TimeToLive {
  hour?: number
  minute?: number
  second?: number
}

const DEFAULT_TTL_MS = 3_600_000

const ttlMs = ({ hour = 0, minute = 0, second = 0 }: TimeToLive): number =>
  ((hour * 60 + minute) * 60 + second) * 1000 || DEFAULT_TTL_MS

const nothing = (): void => {}

const NO_STATS = {
  incr: nothing,
  set: nothing,
  histogram: nothing,
  observe: nothing,
  _name: nothing,
  _tags: nothing,
}

const NO_LOGGER = {
  level: 'error',
  name: 'headwater',
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  crit: nothing,
  log: nothing,
}
