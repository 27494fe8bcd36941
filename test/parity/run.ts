/**
 * `npm run test:parity`: every case of the catalog through upstream as it is on Node and through our bundle
 * in workerd, compared. `npm run test:parity -- hubspot slack` takes only those destinations.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { buildDestinations } from '../../scripts/build.mjs'
import { compare } from './compare.ts'
import { allCases, runInWorker, runOnNode } from './sides.ts'

const REPORT = path.join(import.meta.dirname, '../../.build/parity.json')

await buildDestinations()
const wanted = new Set(process.argv.slice(2))
const cases = (await allCases()).filter(({ key }) => wanted.size === 0 || wanted.has(key))
const startedAt = Date.now()
const upstream = await runOnNode(cases)
const between = Date.now()
const ours = await runInWorker(cases)
const { differences, ...counts } = compare(cases, upstream, ours)
console.log({ ...counts, nodeMs: between - startedAt, workerMs: Date.now() - between })

const kinds = new Map<string, number>()
for (const { id, what } of differences) {
  const kind = kindOf(id, what)
  kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
}
const shown = new Set<string>()
for (const { id, what, upstream: theirs, ours: mine } of differences) {
  const kind = kindOf(id, what)
  if (shown.has(kind)) continue
  shown.add(kind)
  const at = Math.max(0, firstDifference(theirs, mine) - 80)
  console.log(`\n${kind}: ${kinds.get(kind)} differ, the first is ${id}`)
  console.log(`  upstream ${theirs.slice(at, at + 240)}\n  ours     ${mine.slice(at, at + 240)}`)
}
mkdirSync(path.dirname(REPORT), { recursive: true })
writeFileSync(REPORT, JSON.stringify({ ...counts, differences }, null, 1))
console.log(`${cases.length - differences.length} passed, ${differences.length} failed`)
process.exitCode = differences.length === 0 ? 0 : 1

function kindOf(id: string, what: string): string {
  return `${id.split(' ')[0]}: ${what}`
}

function firstDifference(one: string, other: string): number {
  let at = 0
  while (at < one.length && one[at] === other[at]) at++
  return at
}
