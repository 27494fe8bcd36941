/** The files that the Workers serve but do not contain: the browser library and the dashboard. */
import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { hashOf, NODE, ROOT, run, unlessUnchanged } from './toolchain.mjs'

/** Builds what changed since the last time. */
export async function buildAssets() {
  await buildBrowserLibrary()
  await buildDashboard()
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
