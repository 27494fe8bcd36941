/**
 * What every command needs before anything else works, so it runs on any Node from 20 on and uses
 * nothing from npm: the packages of the lockfile, and the Node version that comes with them.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'

export const ROOT = path.resolve(import.meta.dirname, '..')

/** Node 24 from the npm package `node`: wrangler and Vitest need a newer one than we ask of a machine. */
export const NODE = path.join(ROOT, 'node_modules/node/bin/node')

/** Environment of everything we start: our Node and our tools first, nothing reported to anyone. */
export const toolEnv = (extra = {}) => ({
  ...process.env,
  PATH: `${path.join(ROOT, 'node_modules/node/bin')}${path.delimiter}${path.join(ROOT, 'node_modules/.bin')}${path.delimiter}${process.env.PATH ?? ''}`,
  WRANGLER_SEND_METRICS: 'false',
  X_LOCAL_OBSERVABILITY: 'false',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  ...extra,
})

/** Runs `npm ci` when what is installed is not what the lockfile says. */
export function ensureInstalled() {
  if (isInstalled()) return
  console.log('Installing the packages of package-lock.json (a minute or two) ...')
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel', 'error'], {
    cwd: ROOT,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (status !== 0) {
    console.error('npm ci failed; its output is above.')
    process.exit(status ?? 1)
  }
}

/**
 * Compares the lockfile with the one that npm leaves in node_modules, rather than keeping a mark of our
 * own: packages that somebody installed by hand count, and a half-finished install does not.
 */
export function isInstalled(root = ROOT) {
  const installedPath = path.join(root, 'node_modules/.package-lock.json')
  if (!existsSync(installedPath) || !existsSync(path.join(root, 'node_modules/node/bin/node'))) {
    return false
  }
  const wanted = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages
  const installed = JSON.parse(readFileSync(installedPath, 'utf8')).packages
  return Object.entries(wanted).every(
    ([where, entry]) =>
      where === '' ||
      // Optional packages are there only on the platforms they are made for.
      (entry.optional === true && installed[where] === undefined) ||
      (installed[where]?.version === entry.version &&
        installed[where]?.integrity === entry.integrity),
  )
}

/**
 * Goes on in our Node when this is another one: runs the same script there and ends with its exit code.
 * Returns only in our Node. The child stays in this process group and ends when this process does.
 */
export async function continueInOurNode(scriptPath) {
  if (realpathSync(process.execPath) === realpathSync(NODE)) {
    // The outer process was killed: there is nobody left to stop us.
    process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
    process.channel?.unref()
    whenOrphaned(() => process.kill(process.pid, 'SIGTERM'))
    return
  }
  const child = spawn(NODE, [scriptPath, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: toolEnv(),
  })
  // A terminal's Ctrl-C reaches the child by itself; a signal sent to this process alone does not.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  whenOrphaned(() => child.kill('SIGTERM'))
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (status, signal) => resolve(status ?? (signal === 'SIGINT' ? 130 : 143)))
  })
  process.exit(code)
}

/** npm dies of a SIGTERM without passing it on; whoever started us is then gone and so must we be. */
function whenOrphaned(end) {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    end()
  }, 500)
  timer.unref()
}

/** Runs a tool to its end. @throws with its name when it fails. */
export async function run(command, args, options = {}) {
  const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', env: toolEnv(), ...options })
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (status) => resolve(status ?? 1))
  })
  if (code !== 0) throw new Error(`${path.basename(command)} ${args.join(' ')} failed (${code})`)
}

/** SHA-256 over names and contents of files and folders; one that does not exist counts as absent. */
export function hashOf(paths, ...extra) {
  const hash = createHash('sha256')
  const add = (where) => {
    const full = path.resolve(ROOT, where)
    if (!existsSync(full)) return
    if (statSync(full).isDirectory()) {
      for (const name of readdirSync(full).sort()) add(path.join(where, name))
      return
    }
    hash.update(`${where}\0`).update(readFileSync(full)).update('\0')
  }
  for (const where of paths) add(where)
  for (const text of extra) hash.update(`${text}\0`)
  return hash.digest('hex')
}

/** Does `work` unless it was done for the same inputs and its output is still there. */
export async function unlessUnchanged({ stamp, hash, outputs = [] }, work) {
  const file = path.resolve(ROOT, stamp)
  const done = existsSync(file) && readFileSync(file, 'utf8') === hash
  if (done && outputs.every((where) => existsSync(path.resolve(ROOT, where)))) return false
  await work()
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, hash)
  return true
}
