/**
 * `npm run destinations:upgrade -- [version]`: installs a version of Segment's open-source destinations (the
 * newest by default), builds the catalog anew, prints what changed and what the parity suite says.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { ActionField, CatalogDetail } from '../worker/domain/catalog/destination-detail.ts'
import { buildDestinations } from './build.mjs'
import { NODE, ROOT, run } from './toolchain.mjs'

const CATALOG = path.join(ROOT, '.build/catalog')

await buildDestinations()
const before = facts()
const [version = 'latest'] = process.argv.slice(2)
const core = version === 'latest' ? ['@segment/actions-core@latest'] : []
await run('npm', [
  'install',
  '--save-exact',
  '--save-dev',
  `@segment/action-destinations@${version}`,
  ...core,
])
await run(NODE, [path.join(ROOT, 'scripts/complete-lockfile.mjs')])
// The lockfile mended, what is installed agrees with it again.
await run('npm', ['install'])
await buildDestinations()
const after = facts()

const added = [...after].filter((fact) => !before.has(fact))
const removed = [...before].filter((fact) => !after.has(fact))
for (const fact of added) console.log(`+ ${fact}`)
for (const fact of removed) console.log(`- ${fact}`)
console.log(`${added.length} added, ${removed.length} removed. Parity with upstream:`)
await run(NODE, [path.join(ROOT, 'test/parity/run.ts')]).catch(() => {
  process.exitCode = 1
})

/** Destinations, actions, settings and fields, each as one line. */
function facts(): Set<string> {
  const found = new Set<string>()
  if (!existsSync(CATALOG)) return found
  for (const name of readdirSync(CATALOG)) {
    if (!name.endsWith('.json') || name === 'index.json') continue
    const detail = JSON.parse(readFileSync(path.join(CATALOG, name), 'utf8')) as CatalogDetail
    found.add(`destination ${detail.slug}`)
    for (const { key } of detail.settings) found.add(`setting ${detail.slug} ${key}`)
    for (const { slug, fields } of detail.actions) {
      found.add(`action ${detail.slug} ${slug}`)
      addFields(found, `field ${detail.slug} ${slug}`, fields)
    }
  }
  return found
}

function addFields(found: Set<string>, where: string, fields: readonly ActionField[]): void {
  for (const { key, type, properties = [] } of fields) {
    found.add(`${where} ${key}: ${type}`)
    addFields(found, `${where} ${key}`, properties)
  }
}
