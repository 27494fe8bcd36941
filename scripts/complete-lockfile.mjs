/**
 * Writes the entries that npm left out of package-lock.json: optional packages of other platforms that
 * the registry at hand does not serve. Without them `npm ci` refuses the lockfile everywhere; with
 * them it skips those packages wherever their platform does not match. Run it after `npm install`:
 *
 *     npm run lockfile
 */
import { readFileSync, writeFileSync } from 'node:fs'

const FILE = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(FILE, 'utf8'))

const siblingOf = (at, name) =>
  `${at.slice(0, at.lastIndexOf('node_modules/'))}node_modules/${name}`

/** Resolves as Node does: beside the dependent first, then one node_modules further out each time. */
function isLocked(at, name, version) {
  for (let dir = at; ; dir = dir.slice(0, Math.max(0, dir.lastIndexOf('/node_modules/')))) {
    const found = lock.packages[`${dir === '' ? '' : `${dir}/`}node_modules/${name}`]
    if (found) return found.version === version
    if (dir === '') return false
  }
}

function platformOf(name) {
  const os = [
    ['darwin', /darwin/],
    ['win32', /win32|windows/],
    ['android', /android/],
    ['freebsd', /freebsd/],
    ['linux', /linux/],
  ].find(([, pattern]) => pattern.test(name))?.[0]
  const cpu = [
    ['arm64', /arm64|aarch64/],
    ['arm', /-arm(-|$)/],
    ['x64', /x64|-64$/],
  ].find(([, pattern]) => pattern.test(name))?.[0]
  if (/-wasm32/.test(name)) return { cpu: ['wasm32'] }
  if (!os || !cpu) throw new Error(`which platform is ${name} for?`)
  return { cpu: [cpu], ...(name.endsWith('-musl') ? { libc: ['musl'] } : {}), os: [os] }
}

let added = 0
for (const [at, pkg] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(pkg.optionalDependencies ?? {})) {
    if (!/^\d+\.\d+\.\d+/.test(version) || isLocked(at, name, version)) continue
    lock.packages[siblingOf(at, name)] = {
      version,
      ...platformOf(name),
      dev: true,
      optional: true,
    }
    added++
  }
}
if (added > 0) {
  lock.packages = Object.fromEntries(
    Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)),
  )
  writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`)
}
console.log(`${added} entries added to package-lock.json`)
