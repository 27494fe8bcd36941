/** The files that the Workers serve but do not contain: the browser library and the dashboard. */
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { hashOf, NODE, ROOT, run, unlessUnchanged } from './toolchain.mjs'

/** Builds what changed since the last time. */
export async function buildAssets() {
  await buildBrowserLibrary()
  await buildDashboard()
}

async function buildBrowserLibrary() {
  const script = path.join(ROOT, 'scripts/build-browser.ts')
  mkdirSync(path.join(ROOT, '.build/edge-assets'), { recursive: true })
  if (!existsSync(script)) return
  const inputs = ['scripts/build-browser.ts', 'worker/cdn', 'package-lock.json']
  await unlessUnchanged(
    { stamp: '.build/edge-assets.stamp', hash: hashOf(inputs), outputs: ['.build/edge-assets'] },
    () => run(NODE, [script]),
  )
}

async function buildDashboard() {
  const dist = path.join(ROOT, 'dashboard/dist')
  const inputs = ['dashboard/index.html', 'dashboard/src', 'dashboard/vite.config.ts']
  await unlessUnchanged(
    {
      stamp: '.build/dashboard.stamp',
      hash: hashOf([...inputs, 'worker/api/contract', 'package-lock.json']),
      outputs: ['dashboard/dist/index.html'],
    },
    async () => {
      if (existsSync(path.join(ROOT, 'dashboard/vite.config.ts'))) {
        await run(NODE, [path.join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', 'dashboard'])
        return
      }
      // One page without scripts needs no bundler.
      rmSync(dist, { recursive: true, force: true })
      mkdirSync(dist, { recursive: true })
      cpSync(path.join(ROOT, 'dashboard/index.html'), path.join(dist, 'index.html'))
    },
  )
}
