/**
 * One MessageIndex object at five million ids, in workerd: ids claimed per second, memory, bytes on
 * disk, and how long a restart takes.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { bundle } from './lib/bundle.ts'
import { heapUsage } from './lib/inspector.ts'
import { residentMemory, runtimePid } from './lib/processes.ts'
import { type Figure, median, quantile, report } from './lib/results.ts'

const IDS = 5_000_000
const IDS_PER_CLAIM = 1000
const CLAIMS_PER_ROUND = 250
const UNITS_PER_CLAIM = 5
const LOCATED = 500
const INSPECTOR_PORT = 39_229

const state = mkdtempSync(path.join(tmpdir(), 'headwater-bench-'))
const script = await bundle('bench/workers/message-index.ts')

async function start(persist: string) {
  const runtime = new Miniflare({
    ...convertV4MiniflareOptions({
      name: 'bench',
      modules: [{ type: 'ESModule', path: 'bench.js', contents: script }],
      compatibilityDate: '2026-11-01',
      durableObjects: { MESSAGE_INDEX: { className: 'MessageIndex', useSQLite: true } },
      resourcePersistencePath: persist,
    }),
    inspectorPort: INSPECTOR_PORT,
  })
  await runtime.ready
  const get = async <T>(query: string): Promise<T> => {
    const response = await runtime.dispatchFetch(`http://bench/?${query}`)
    const text = await response.text()
    if (response.status !== 200) throw new Error(text)
    return JSON.parse(text) as T
  }
  return { runtime, get, memory: () => memory() }
}

async function memory() {
  const resident = residentMemory(runtimePid(process.pid)).now
  return { resident, ...(await heapUsage(INSPECTOR_PORT, 'bench')) }
}

type Round = { fresh: number; ms: number; hashMs: number }
const claim = (
  service: Awaited<ReturnType<typeof start>>,
  from: number,
  claims: number,
  log = 'enam-0',
) => service.get<Round>(`from=${from}&claims=${claims}&log=${log}`)

/** From outside, so with a request to the Worker: ids all over the index, one call each. */
async function locate(service: Awaited<ReturnType<typeof start>>): Promise<number[]> {
  const segments = (IDS / IDS_PER_CLAIM) * UNITS_PER_CLAIM
  const times: number[] = []
  for (let n = 0; n < LOCATED; n++) {
    const segment = Math.floor((n * segments) / LOCATED)
    const began = performance.now()
    const place = await service.get<string | null>(`locate=${segment}`)
    times.push(performance.now() - began)
    if (place !== `enam-0.${segment}.0`) throw new Error(`segment ${segment} is at ${place}`)
  }
  return times
}

const rate = (rounds: readonly Round[], ids: number) =>
  median(rounds.map(({ ms, hashMs }) => (ids / (ms - hashMs)) * 1000))

try {
  const empty = await start(path.join(state, 'empty'))
  await empty.get('claims=0')
  const before = await empty.memory()
  await empty.runtime.dispose()

  const filling = await start(path.join(state, 'full'))
  const rounds: Round[] = []
  for (let from = 0; from < IDS / IDS_PER_CLAIM; from += CLAIMS_PER_ROUND) {
    rounds.push(await claim(filling, from, CLAIMS_PER_ROUND))
  }
  if (rounds.some((round) => round.fresh !== CLAIMS_PER_ROUND * IDS_PER_CLAIM)) {
    throw new Error('a new id was answered as a duplicate')
  }
  const filled = await filling.memory()
  const old = [await claim(filling, 0, 50, 'other'), await claim(filling, 2500, 50, 'other')]
  const recent = [await claim(filling, 4950, 50, 'other')]
  if ([...old, ...recent].some((round) => round.fresh !== 0))
    throw new Error('a duplicate got through')
  await filling.runtime.dispose()
  const disk = bytesBelow(path.join(state, 'full'))

  const restarted = await start(path.join(state, 'full'))
  const began = performance.now()
  const status = await restarted.get<object>('claims=0')
  const restoreMs = performance.now() - began
  const located = await locate(restarted)
  const restored = await restarted.memory()
  await restarted.runtime.dispose()

  const last = rounds.slice(-8)
  const megabytes = (bytes: number) => bytes / 1e6
  const figures: Figure[] = [
    {
      name: 'new ids, at five million',
      value: rate(last, CLAIMS_PER_ROUND * IDS_PER_CLAIM),
      unit: 'ids/s',
      budget: { atLeast: 100_000 },
    },
    {
      name: 'new ids, first two million',
      value: rate(rounds.slice(0, 8), CLAIMS_PER_ROUND * IDS_PER_CLAIM),
      unit: 'ids/s',
    },
    {
      name: 'repeats of old ids, read from disk',
      value: rate(old, 50 * IDS_PER_CLAIM),
      unit: 'ids/s',
    },
    { name: 'repeats of recent ids', value: rate(recent, 50 * IDS_PER_CLAIM), unit: 'ids/s' },
    {
      name: 'memory, heap and typed arrays, full less empty',
      value: megabytes(filled.heap + filled.buffers - before.heap - before.buffers),
      unit: 'MB',
      budget: { atMost: 32 },
    },
    {
      name: 'the same after a restart',
      value: megabytes(restored.heap + restored.buffers - before.heap - before.buffers),
      unit: 'MB',
      budget: { atMost: 32 },
    },
    {
      name: 'resident memory after a restart, full less empty',
      value: megabytes(restored.resident - before.resident),
      unit: 'MB',
    },
    { name: 'on disk', value: disk / IDS, unit: 'bytes/id' },
    { name: 'restart, first answer', value: restoreMs, unit: 'ms' },
    { name: 'an id located among 100 asked for, p50', value: median(located), unit: 'ms' },
    {
      name: 'an id located among 100 asked for, p99',
      value: quantile(located, 0.99),
      unit: 'ms',
      budget: { atMost: 300 },
    },
  ]
  report('message-index', figures, {
    status,
    rounds,
    old,
    recent,
    located,
    before,
    filled,
    restored,
    disk,
  })
} finally {
  rmSync(state, { recursive: true, force: true })
}

function bytesBelow(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  return files
    .filter((file) => file.isFile())
    .reduce((sum, file) => sum + statSync(path.join(file.parentPath, file.name)).size, 0)
}
