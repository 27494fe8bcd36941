/**
 * Mends package-lock.json in two places. Run it after `npm install`.
 *
 * It adds what npm left out: optional packages of other platforms that the registry at hand does not
 * serve. Without them `npm ci` refuses the lockfile everywhere; with them it skips those packages
 * wherever their platform does not match.
 *
 * And it corrects where the overrides in package.json that name a folder (`file:`) lead to: npm 11 writes
 * them relative to the package that asked, and npm 10 would then install links that lead nowhere.
 *
 *     npm run lockfile
 */
import { readFileSync, writeFileSync } from 'node:fs'

const FILE = new URL('../package-lock.json', import.meta.url)
const MANIFEST = new URL('../package.json', import.meta.url)
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
let corrected = 0
const folders = Object.values(JSON.parse(readFileSync(MANIFEST, 'utf8')).overrides ?? {})
  .filter((spec) => typeof spec === 'string' && spec.startsWith('file:'))
  .map((spec) => spec.slice('file:'.length).replace(/^\.\//, ''))
for (const folder of new Set(folders)) {
  const isWrong = (where) => where?.endsWith(`/${folder}`)
  for (const [at, pkg] of Object.entries(lock.packages)) {
    if (isWrong(at)) delete lock.packages[at]
    if (!pkg.link || !isWrong(pkg.resolved)) continue
    pkg.resolved = folder
    corrected++
  }
  if (lock.packages[folder] === undefined) {
    const { version, license } = JSON.parse(
      readFileSync(new URL(`../${folder}/package.json`, import.meta.url), 'utf8'),
    )
    lock.packages[folder] = { version, dev: true, license }
  }
}

if (added + corrected > 0) {
  lock.packages = Object.fromEntries(
    Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)),
  )
  writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`)
}
console.log(`package-lock.json: ${added} entries added, ${corrected} links corrected`)
