/**
 * Tells targets that lie inside a network from those on the public internet. It judges the URL's host
 * as written: a Worker cannot resolve a name before it fetches, so a public name that resolves to a
 * private address is stopped by the platform's network, not here.
 */

/** Names known to mean the machine itself, its network or its metadata service. */
const PRIVATE_SUFFIXES = [
  'localhost',
  'localdomain',
  'local',
  'internal',
  'intranet',
  'private',
  'corp',
  'home',
  'lan',
  'home.arpa',
  // Public names that answer with the address written in them, or with 127.0.0.1.
  'nip.io',
  'sslip.io',
  'xip.io',
  'localtest.me',
  'lvh.me',
  'vcap.me',
] as const

/** @param url Parsed, so decimal, octal, hex and short forms of an address are already dotted quads. */
export function isPrivateTarget(url: URL): boolean {
  const host = url.hostname.toLowerCase().replace(/\.+$/, '')
  if (host === '') return true
  if (host.startsWith('[')) return isPrivateIpv6(host.slice(1, -1))
  const ipv4 = parseIpv4(host)
  if (ipv4 !== null) return isPrivateIpv4(ipv4)
  // A name of one label is looked up in the local search domain.
  if (!host.includes('.')) return true
  return PRIVATE_SUFFIXES.some((suffix) => host === suffix || host.endsWith(`.${suffix}`))
}

function parseIpv4(host: string): number | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(host)
  if (!match) return null
  return match.slice(1).reduce((address, part) => address * 256 + Number(part), 0)
}

/** IANA's special-purpose blocks: network and prefix length. */
const PRIVATE_IPV4: readonly [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]

const isPrivateIpv4 = (address: number): boolean =>
  PRIVATE_IPV4.some(([network, length]) => {
    const size = 2 ** (32 - length)
    const start = parseIpv4(network) ?? 0
    return address >= start && address < start + size
  })

function isPrivateIpv6(text: string): boolean {
  const groups = parseIpv6(text)
  // What cannot be read is not trusted.
  if (groups === null) return true
  const [a = 0, b = 0, c = 0, , , f = 0, g = 0, h = 0] = groups
  const lower = g * 0x10000 + h
  const zeros = (count: number) => groups.slice(0, count).every((group) => group === 0)
  // IPv4 inside IPv6: compatible (::a.b.c.d), mapped (::ffff:), translated (::ffff:0:), NAT64, 6to4.
  if (zeros(6)) return lower <= 1 || isPrivateIpv4(lower)
  if (zeros(5) && f === 0xffff) return isPrivateIpv4(lower)
  if (zeros(4) && groups[4] === 0xffff && f === 0) return isPrivateIpv4(lower)
  if (a === 0x64 && b === 0xff9b) return c !== 0 || isPrivateIpv4(lower)
  if (a === 0x2002) return isPrivateIpv4(b * 0x10000 + c)
  // 2001::/23 holds Teredo and other tunnels; 2001:db8::/32 is documentation.
  if (a === 0x2001 && (b < 0x200 || b === 0xdb8)) return true
  // Only 2000::/3 is handed out on the internet: this leaves out fc00::/7, fe80::/10, ff00::/8 and the rest.
  return a < 0x2000 || a > 0x3fff || (a === 0x3fff && b < 0x1000)
}

function parseIpv6(text: string): number[] | null {
  const [head = '', tail, ...more] = text.split('::')
  if (more.length > 0) return null
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const missing = 8 - left.length - right.length
  if (tail === undefined ? missing !== 0 : missing < 0) return null
  const groups = [...left, ...Array<string>(Math.max(missing, 0)).fill('0'), ...right]
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/.test(group))) return null
  return groups.map((group) => Number.parseInt(group, 16))
}
