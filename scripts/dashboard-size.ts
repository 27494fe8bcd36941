/** What a browser loads before the dashboard shows its first screen, gzipped as a host sends it. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'

/**
 * Gzipped bytes of the page, and of all scripts and styles that it and `entries` load before they run.
 *
 * @param entries Starts of names of chunks that the first screen asks for, e.g. `home-page`.
 * @throws when a name is not found: it has changed, and the number would be too small.
 */
export function firstScreenBytes(dist: string, entries: readonly string[]): number {
  const html = readFileSync(path.join(dist, 'index.html'), 'utf8')
  const wanted = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+|theme\.js)"/g)].map((m) => m[1])
  const main = wanted.find((name) => /index-.*\.js$/.test(name ?? ''))
  if (main === undefined) throw new Error('index.html names no script')
  const script = readFileSync(path.join(dist, main), 'utf8')
  for (const entry of entries) {
    const chunk = new RegExp(`assets/${entry}-[\\w-]+\\.js`).exec(script)?.[0]
    if (chunk === undefined) throw new Error(`no chunk named ${entry}`)
    wanted.push(chunk)
  }
  const loaded = new Set<string>()
  for (const name of wanted) if (name !== undefined) load(dist, name, loaded)
  const files = ['index.html', ...loaded]
  return files.reduce((sum, name) => sum + gzipSync(readFileSync(path.join(dist, name))).length, 0)
}

/** Adds a file and, for a script, what it imports at once. */
function load(dist: string, name: string, loaded: Set<string>): void {
  if (loaded.has(name)) return
  loaded.add(name)
  if (!name.endsWith('.js')) return
  const text = readFileSync(path.join(dist, name), 'utf8')
  for (const match of text.matchAll(/(?:from|import)\s*["'`]\.\/([\w.-]+\.js)["'`]/g)) {
    load(dist, `assets/${match[1]}`, loaded)
  }
}
