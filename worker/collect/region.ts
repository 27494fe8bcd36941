/** Where a log lives. The names are Cloudflare's location hints. */
export const REGIONS = ['wnam', 'enam', 'sam', 'weur', 'eeur', 'apac', 'oc', 'afr', 'me'] as const
export type Region = (typeof REGIONS)[number]

const FALLBACK_REGION: Region = 'enam'

/** Which log takes a request: `name` is the object's, `region` where it is made when it is new. */
export interface LogPlace {
  name: string
  region: Region
}

export const logPlace = (region: Region, shard: number): LogPlace => ({
  name: `${region}-${shard}`,
  region,
})

/** The part of `request.cf` that is looked at. Absent in tests and behind some proxies. */
export interface CallerLocation {
  continent?: unknown
  country?: unknown
  longitude?: unknown
}

/** Both coasts of North America are far enough apart for logs of their own; so are Europe's ends. */
const WEST_OF_NORTH_AMERICA = -100
const EAST_OF_EUROPE = 19
const MIDDLE_EAST = new Set('AE BH CY IL IQ IR JO KW LB OM PS QA SA SY TR YE'.split(' '))

export function regionOf(location: CallerLocation | undefined): Region {
  if (typeof location?.country === 'string' && MIDDLE_EAST.has(location.country)) return 'me'
  const longitude = Number(location?.longitude ?? Number.NaN)
  switch (location?.continent) {
    case 'NA':
      return longitude < WEST_OF_NORTH_AMERICA ? 'wnam' : 'enam'
    case 'SA':
      return 'sam'
    case 'EU':
      return longitude > EAST_OF_EUROPE ? 'eeur' : 'weur'
    case 'AS':
      return 'apac'
    case 'OC':
      return 'oc'
    case 'AF':
      return 'afr'
    default:
      return FALLBACK_REGION
  }
}

/** Takes over where a region has one log only. */
const NEIGHBOUR: Record<Region, Region> = {
  wnam: 'enam',
  enam: 'wnam',
  sam: 'enam',
  weur: 'eeur',
  eeur: 'weur',
  apac: 'oc',
  oc: 'apac',
  afr: 'weur',
  me: 'weur',
}

/** The log that takes a visitor's events: the same one every time, as long as the number of logs is. */
export function homeLog(
  region: Region,
  shards: number,
  visitorId: string,
): { shard: number; place: LogPlace } {
  const shard = shards > 1 ? hash(visitorId) % shards : 0
  return { shard, place: logPlace(region, shard) }
}

/** Where the events go when their log has no room. */
export function nextLog(region: Region, shards: number, shard: number): LogPlace {
  return shards > 1 ? logPlace(region, (shard + 1) % shards) : logPlace(NEIGHBOUR[region], 0)
}

/** FNV-1a, 32 bits: spreads ids evenly and costs nothing. */
function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h >>> 0
}
