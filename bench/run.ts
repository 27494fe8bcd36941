/**
 * `npm run bench` runs every bench, one after the other in a process of its own; `npm run bench -- collect
 * drain` only those. Each prints its figures and writes `bench/results/<name>.json`.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import path from 'node:path'

/** Far above what any of them takes, also on a machine with other work: ends one that hangs. */
const TIMEOUT_MS = 600_000
const SUFFIX = '.bench.ts'

const known = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(SUFFIX))
  .map((file) => file.slice(0, -SUFFIX.length))
const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !known.includes(name))
if (unknown.length > 0) {
  console.error(`no bench ${unknown.join(', ')}; there are ${known.join(', ')}`)
  process.exit(1)
}

const failed: string[] = []
for (const name of wanted.length > 0 ? wanted : known) {
  const { status, signal } = spawnSync(
    process.execPath,
    [path.join(import.meta.dirname, name + SUFFIX)],
    {
      stdio: 'inherit',
      timeout: TIMEOUT_MS,
    },
  )
  if (signal !== null)
    console.error(`${name} was ended: it took longer than ${TIMEOUT_MS / 1000} s`)
  if (status !== 0) failed.push(name)
}
if (failed.length > 0) {
  console.error(`\nfailed: ${failed.join(', ')}`)
  process.exit(1)
}
