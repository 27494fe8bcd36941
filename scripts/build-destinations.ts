/**
 * Builds the catalog of Segment's open-source destinations: the delivery Worker's bundle of definitions, a
 * small list of them for the other Workers, a description of each for the dashboard and the API, and the
 * licences of what is in the bundle. All of it is made from packages and kept out of git.
 * Run: npm run build:destinations; start, test and deploy run it when something changed.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { ALLOWED_KEYS, EXCLUDED_KEYS } from '../worker/destinations/segment-actions/allowlist.ts'
import type { Definition } from '../worker/destinations/segment-actions/definition.ts'
import { bundleDefinitions } from './destinations/bundle.ts'
import { detailOf, summaryOf } from './destinations/catalog-json.ts'
import { noticesOf } from './destinations/notices.ts'

const ROOT = path.join(import.meta.dirname, '..')
const TARGET = path.join(ROOT, 'worker/destinations/segment-actions')
const CATALOG = path.join(ROOT, '.build/catalog')
const PACKAGE = path.join(ROOT, 'node_modules/@segment/action-destinations')

/** Of the delivery Worker's 3 MB on Cloudflare's free plan the rest needs about 0.1. */
const MAX_GZIP_BYTES = 1_000_000

await build()

async function build(): Promise<void> {
  checkListed()
  const { code, metafile } = await bundleDefinitions(ALLOWED_KEYS)
  const gzip = gzipSync(code).length
  if (gzip > MAX_GZIP_BYTES) {
    throw new Error(`the bundle has ${gzip} bytes gzipped, ${MAX_GZIP_BYTES} are allowed`)
  }
  const notices = noticesOf(metafile)
  const file = path.join(TARGET, 'definitions.gen.js')
  write(file, code)
  // Read back from the bundle, overlay and all: what is described is what runs.
  const definitions = await evaluate(file)
  checkTitles(definitions)
  writeCatalog(definitions, notices)
  console.log(
    `Destinations: ${definitions.size}, bundle ${kib(code.length)}, gzip ${kib(gzip)}, ${notices.split('-'.repeat(80)).length - 1} packages`,
  )
}

/** Everything in the package has been decided about. */
function checkListed(): void {
  const home = path.join(PACKAGE, 'dist/destinations')
  const folders = readdirSync(home).filter((name) => existsSync(path.join(home, name, 'index.js')))
  const known = new Set([...ALLOWED_KEYS, ...Object.keys(EXCLUDED_KEYS)])
  const gone = [...known].filter((key) => !folders.includes(key))
  if (gone.length > 0) throw new Error(`allowlist.ts names what is gone: ${gone.join(', ')}`)
  const open = folders.filter((key) => !known.has(key))
  if (open.length > 0) console.warn(`New and not in the catalog: ${open.join(', ')} (allowlist.ts)`)
}

async function evaluate(file: string): Promise<ReadonlyMap<string, Definition>> {
  const { definitions } = (await import(`${pathToFileURL(file).href}?${Date.now()}`)) as {
    definitions: Record<string, () => Promise<Definition>>
  }
  const loaded = new Map<string, Definition>()
  for (const [key, load] of Object.entries(definitions)) loaded.set(key, await load())
  return loaded
}

/** The core keeps compiled schemas under destination and title: two alike would share one. */
function checkTitles(definitions: ReadonlyMap<string, Definition>): void {
  const seen = new Set<string>()
  for (const [key, { name, actions }] of definitions) {
    for (const { title } of Object.values(actions)) {
      const id = `${name}:${title}`
      if (seen.has(id)) throw new Error(`${key}: there are two actions called "${id}"`)
      seen.add(id)
    }
  }
}

function writeCatalog(definitions: ReadonlyMap<string, Definition>, notices: string): void {
  const half = `${CATALOG}.${process.pid}.tmp`
  mkdirSync(half, { recursive: true })
  const ids = catalogIds()
  const details = [...definitions].map(([key, definition]) => detailOf(key, definition))
  const slugs = new Set<string>()
  for (const detail of details) {
    if (slugs.has(detail.slug)) throw new Error(`two destinations have the slug ${detail.slug}`)
    slugs.add(detail.slug)
    writeFileSync(path.join(half, `${detail.slug}.json`), JSON.stringify(detail))
  }
  writeFileSync(path.join(half, 'index.json'), JSON.stringify(details.map(summaryOf)))
  writeFileSync(path.join(half, 'THIRD-PARTY-NOTICES.txt'), notices)
  rmSync(CATALOG, { recursive: true, force: true })
  renameSync(half, CATALOG)
  const kinds = details.map(({ key, slug, name, description, website, categories, ...detail }) => {
    const id = ids.get(key)
    if (id === undefined) throw new Error(`${key} has no id in Segment's catalog`)
    const { scheme, settings, oauth } = detail
    const common = { id, key, slug, name, description, website, categories, scheme, settings }
    return oauth === undefined ? common : { ...common, oauth }
  })
  // As text, which engines read faster than the same as code.
  const text = JSON.stringify(JSON.stringify(kinds))
  write(path.join(TARGET, 'kinds.gen.js'), `export const ACTION_KINDS = JSON.parse(${text})\n`)
}

/** In one step: whoever reads it meanwhile sees the old file or the new one. */
function write(file: string, text: string): void {
  const half = `${file}.${process.pid}.tmp`
  writeFileSync(half, text)
  renameSync(half, file)
}

/** Ids of Segment's own catalog, which its API's clients keep: the package registers them in its index. */
function catalogIds(): ReadonlyMap<string, string> {
  const index = readFileSync(path.join(PACKAGE, 'dist/destinations/index.js'), 'utf8')
  const calls = index.matchAll(/^register\('([0-9a-f]{24})', '\.\/([^']+)'\)/gm)
  return new Map([...calls].map(([, id = '', key = '']) => [key, id]))
}

function kib(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KiB`
}
