/**
 * What is made before the Workers can be: the catalog of destinations, and the files that they serve but
 * do not contain, which are the browser library and the dashboard.
 */
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { hashOf, NODE, ROOT, run, unlessUnchanged } from './toolchain.mjs'

/** Builds what changed since the last time. */
export async function buildAssets() {
  await buildBrowserLibrary()
  await buildDestinations()
  await buildDashboard()
  copyCatalog()
}

/** Definitions for the delivery Worker, a list of them for the app Worker, descriptions for people. */
export async function buildDestinations() {
  const home = 'worker/destinations/segment-actions'
  const ours = [
    'allowlist',
    'catalog-facts',
    'definition',
    'load-definition',
    'oauth-apps',
    'operator-secrets',
    'overlay',
  ]
  const inputs = [
    'scripts/build-destinations.ts',
    'scripts/destinations',
    ...ours.map((name) => `${home}/${name}.ts`),
    `${home}/shims`,
    'worker/domain/catalog/destination-detail.ts',
    'worker/domain/fql',
    'package-lock.json',
  ]
  await unlessUnchanged(
    {
      stamp: '.build/destinations.stamp',
      hash: hashOf(inputs),
      outputs: [`${home}/definitions.gen.js`, `${home}/kinds.gen.js`, '.build/catalog/index.json'],
    },
    () => run(NODE, [path.join(ROOT, 'scripts/build-destinations.ts')]),
  )
}

/** The app Worker serves the descriptions below /catalog. Building the dashboard empties its folder. */
function copyCatalog() {
  const target = path.join(ROOT, 'dashboard/dist/catalog')
  rmSync(target, { recursive: true, force: true })
  cpSync(path.join(ROOT, '.build/catalog'), target, { recursive: true })
}

async function buildBrowserLibrary() {
  mkdirSync(path.join(ROOT, '.build/edge-assets'), { recursive: true })
  // Knows by itself when there is nothing to do.
  await run(NODE, [path.join(ROOT, 'scripts/build-browser.ts')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

async function buildDashboard() {
  mkdirSync(path.join(ROOT, 'dashboard/dist'), { recursive: true })
  if (!existsSync(path.join(ROOT, 'dashboard/vite.config.ts'))) return
  const inputs = ['dashboard/index.html', 'dashboard/src', 'dashboard/public']
  // Of the Workers it has the contract, and what that and the roles are made of.
  const shared = ['worker/api/contract', 'worker/domain']
  const tools = ['dashboard/vite.config.ts', 'dashboard/tsconfig.json', 'package-lock.json']
  await unlessUnchanged(
    {
      stamp: '.build/dashboard.stamp',
      hash: hashOf([...inputs, ...shared, ...tools]),
      outputs: ['dashboard/dist/index.html'],
    },
    () =>
      run(NODE, [
        path.join(ROOT, 'node_modules/vite/bin/vite.js'),
        'build',
        'dashboard',
        '--logLevel',
        'warn',
      ]),
  )
}
