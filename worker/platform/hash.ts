/**
 * The 8 bytes by which `MessageIndex` knows a message: the head of
 * SHA-256(sourceId padded with zeros to 64 bytes, messageId).
 *
 * Why a cryptographic hash: a write key is public, so strangers choose message ids. With a hash that
 * can be steered, the holder of one source's key could craft ids that make another source's events
 * look like duplicates. Here that takes 2^64 work per target; two colliding ids of one's own source
 * take 2^32, and hurt nobody else. By chance, a new id meets one of 20 million known ones once in
 * 10^12 events.
 *
 * Why our own rounds of SHA-256: this runs once per event in the pipeline's hottest loop, and inputs
 * are one block. Measured in workerd: `node:crypto` createHash and `hash()` 4 to 12 us an id (the
 * crossing into C++ costs more than the hashing), `crypto.subtle` 6 us and asynchronous,
 * @noble/hashes 5 us, this 1 us. The tests hold it against `node:crypto`.
 *
 * Why the source fills a block of its own: the state after that block is the same for all events of
 * a source, so it is computed once, and no (source, message) pair can be read as another one.
 */
export const MESSAGE_HASH_BYTES = 8

/** Writes the hash of one message at `offset` of `into`. */
export function writeMessageHash(
  into: Uint8Array,
  offset: number,
  sourceId: string,
  messageId: string,
): void {
  state.set(stateAfterSource(sourceId))
  // UTF-8 takes at most three bytes per UTF-16 unit; then 0x80, 8 bytes of length, and the last block.
  const worst = messageId.length * 3 + BLOCK_BYTES + 9
  if (worst > scratch.length) scratch = new Uint8Array(worst)
  const length = encoder.encodeInto(messageId, scratch).written
  compressPadded(length, BLOCK_BYTES)
  writeWord(into, offset, state[0] as number)
  writeWord(into, offset + 4, state[1] as number)
}

/** The hash of one message, for example to `locate` it. */
export function messageHash(sourceId: string, messageId: string): Uint8Array {
  const bytes = new Uint8Array(MESSAGE_HASH_BYTES)
  writeMessageHash(bytes, 0, sourceId, messageId)
  return bytes
}

/**
 * Which of `shards` MessageIndex objects owns the hash at `offset`. It takes the last bytes: the
 * objects sort and filter by the first ones, which so stay evenly spread inside each shard.
 */
export function messageIndexShard(hashes: Uint8Array, offset: number, shards: number): number {
  return (((hashes[offset + 6] as number) << 8) | (hashes[offset + 7] as number)) % shards
}

/**
 * The first 8 bytes of the text's SHA-256 as a share of 2^64: spreads texts evenly over 0 to 1. Not
 * asynchronous as `crypto.subtle` is, since it decides in the middle of routing.
 */
export function hashShare(text: string): number {
  state.set(INITIAL_STATE)
  const worst = text.length * 3 + BLOCK_BYTES + 9
  if (worst > scratch.length) scratch = new Uint8Array(worst)
  const { written } = encoder.encodeInto(text, scratch)
  compressPadded(written, 0)
  const high = (state[0] as number) >>> 0
  const low = (state[1] as number) >>> 0
  return high / 0x1_0000_0000 + low / 0x1_0000_0000 / 0x1_0000_0000
}

const BLOCK_BYTES = 64
/** States kept of sources seen; a deployment has far fewer, and a miss costs a microsecond. */
const MAX_SOURCE_STATES = 4096

const encoder = new TextEncoder()
const sourceStates = new Map<string, Int32Array>()
/** Message bytes and padding. Module scope is safe: nothing here awaits. */
let scratch = new Uint8Array(1024)
const state = new Int32Array(8)
const words = new Int32Array(64)

function stateAfterSource(sourceId: string): Int32Array {
  const known = sourceStates.get(sourceId)
  if (known !== undefined) return known
  const bytes = encoder.encode(sourceId)
  if (bytes.length > BLOCK_BYTES) throw new RangeError(`source id of ${bytes.length} bytes`)
  const block = new Uint8Array(BLOCK_BYTES)
  block.set(bytes)
  state.set(INITIAL_STATE)
  compress(block, 0)
  if (sourceStates.size >= MAX_SOURCE_STATES) sourceStates.clear()
  const after = state.slice()
  sourceStates.set(sourceId, after)
  return after
}

/**
 * FIPS 180-4, 5.1.1: a one bit, zeros, and the length in bits.
 * @param before Bytes that the state has taken in already.
 */
function compressPadded(length: number, before: number): void {
  const end = ((length + 8) & ~(BLOCK_BYTES - 1)) + BLOCK_BYTES
  scratch[length] = 0x80
  scratch.fill(0, length + 1, end)
  const bits = (before + length) * 8
  writeWord(scratch, end - 8, Math.floor(bits / 0x1_0000_0000))
  writeWord(scratch, end - 4, bits | 0)
  for (let at = 0; at < end; at += BLOCK_BYTES) compress(scratch, at)
}

function writeWord(into: Uint8Array, at: number, word: number): void {
  into[at] = word >>> 24
  into[at + 1] = word >>> 16
  into[at + 2] = word >>> 8
  into[at + 3] = word
}

/** FIPS 180-4, 6.2.2. Typed arrays are read inside their bounds only, hence the casts. */
function compress(bytes: Uint8Array, start: number): void {
  for (let i = 0, at = start; i < 16; i++, at += 4) {
    words[i] =
      ((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number)
  }
  for (let i = 16; i < 64; i++) {
    const x = words[i - 15] as number
    const y = words[i - 2] as number
    const sigma0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)
    const sigma1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10)
    words[i] = (words[i - 16] as number) + (words[i - 7] as number) + sigma0 + sigma1
  }
  rounds()
}

function rounds(): void {
  let a = state[0] as number
  let b = state[1] as number
  let c = state[2] as number
  let d = state[3] as number
  let e = state[4] as number
  let f = state[5] as number
  let g = state[6] as number
  let h = state[7] as number
  for (let i = 0; i < 64; i++) {
    const sum1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    const choice = (e & f) ^ (~e & g)
    const t1 = (h + sum1 + choice + (ROUND_CONSTANTS[i] as number) + (words[i] as number)) | 0
    const sum0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    const majority = (a & b) ^ (a & c) ^ (b & c)
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + sum0 + majority) | 0
  }
  add(0, a)
  add(1, b)
  add(2, c)
  add(3, d)
  add(4, e)
  add(5, f)
  add(6, g)
  add(7, h)
}

const add = (index: number, value: number): void => {
  state[index] = (state[index] as number) + value
}

// FIPS 180-4, 5.3.3 and 4.2.2: fractional parts of the roots of the first primes.
const [INITIAL_STATE, ROUND_CONSTANTS] = constants()

/** Computed rather than listed: sixty-four literals that nobody would proof-read. */
function constants(): [Int32Array, Int32Array] {
  const primes: number[] = []
  for (let n = 2; primes.length < 64; n++) {
    if (primes.every((prime) => n % prime !== 0)) primes.push(n)
  }
  const fraction = (root: number) => ((root - Math.floor(root)) * 0x1_0000_0000) | 0
  return [
    Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime))),
    Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime))),
  ]
}
