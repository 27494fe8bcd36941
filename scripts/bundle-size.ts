/**
 * `npm run bundle-size`: bundles each Worker as a deployment would (`wrangler deploy --dry-run`) and holds
 * its gzip size against the limit of Cloudflare's free plan; and what the dashboard's first screen loads
 * against the limit that we set ourselves.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { buildAssets } from './build.mjs'
import { firstScreenBytes } from './dashboard-size.ts'
import { NODE, ROOT, toolEnv } from './toolchain.mjs'
import { type WorkerName, WRANGLER_CONFIGS } from './wrangler-config.ts'

/** https://developers.cloudflare.com/workers/platform/limits/#worker-size, free plan. */
const MAX_GZIP_BYTES = 3 * 1024 * 1024

/** Scripts, styles and page of the dashboard until it shows its first screen. */
const MAX_FIRST_SCREEN_BYTES = 200_000
/** Either may be the first; the chunks are named after their files. */
const FIRST_SCREENS = { 'sign-in': ['sign-in-page'], home: ['app-shell', 'home-page'] }

const OUT = path.join(ROOT, '.build/dry-run')

await buildAssets()
let tooLarge = 0
for (const worker of Object.keys(WRANGLER_CONFIGS) as WorkerName[]) {
  const { raw, gzip } = bundleSize(worker)
  const verdict = gzip <= MAX_GZIP_BYTES ? 'ok' : `over ${kib(MAX_GZIP_BYTES)}`
  if (gzip > MAX_GZIP_BYTES) tooLarge += 1
  console.log(`${worker.padEnd(9)} ${kib(raw)}, gzip ${kib(gzip)}: ${verdict}`)
}
for (const [screen, entries] of Object.entries(FIRST_SCREENS)) {
  const bytes = firstScreenBytes(path.join(ROOT, 'dashboard/dist'), entries)
  const verdict = bytes <= MAX_FIRST_SCREEN_BYTES ? 'ok' : `over ${kib(MAX_FIRST_SCREEN_BYTES)}`
  if (bytes > MAX_FIRST_SCREEN_BYTES) tooLarge += 1
  console.log(`dashboard, ${screen}: gzip ${kib(bytes)}: ${verdict}`)
}
process.exitCode = tooLarge === 0 ? 0 : 1

/** Bytes of all modules together, as they are and each gzipped. */
function bundleSize(worker: WorkerName): { raw: number; gzip: number } {
  const folder = path.join(OUT, worker)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const wrangler = path.join(ROOT, 'node_modules/wrangler/bin/wrangler.js')
  const config = path.join(ROOT, WRANGLER_CONFIGS[worker])
  const args = [wrangler, 'deploy', '--dry-run', '-c', config, '--outdir', folder]
  const { status, stdout, stderr } = spawnSync(NODE, args, {
    cwd: ROOT,
    encoding: 'utf8',
    env: toolEnv({ CI: '1' }),
  })
  if (status !== 0) throw new Error(`dry run of ${worker} failed\n${stdout}\n${stderr}`)
  const modules = readdirSync(folder).filter((name) => !/\.map$|^README/.test(name))
  const contents = modules.map((name) => readFileSync(path.join(folder, name)))
  return {
    raw: contents.reduce((sum, bytes) => sum + bytes.length, 0),
    gzip: contents.reduce((sum, bytes) => sum + gzipSync(bytes).length, 0),
  }
}

function kib(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KiB`
}
