/**
 * Builds what the edge Worker serves to browsers: Segment's own library, rewritten so that nothing
 * leaves the host it was loaded from. Run: node scripts/build-browser.ts [--force]
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import {
  BrowserBuildError,
  chunkHashes,
  rewriteChunk,
  rewriteStandalone,
} from './browser/rewrite.ts'

const root = path.join(import.meta.dirname, '..')
const libraryDir = path.join(root, 'node_modules/@segment/analytics-next')
const polyfillDir = path.join(root, 'node_modules/core-js-bundle')
const umdDir = path.join(libraryDir, 'dist/umd')
const outDir = path.join(root, '.build/edge-assets')
// Beside the folder and not in it: everything in there is public.
const stampFile = path.join(root, '.build/edge-assets.stamp')

const CHUNK_HEADERS = `  Cache-Control: public, max-age=31536000, immutable
  Access-Control-Allow-Origin: *
  Cross-Origin-Resource-Policy: cross-origin
  X-Content-Type-Options: nosniff
`

const read = (...parts: string[]): string => readFileSync(path.join(...parts), 'utf8')

function build(): void {
  const stamp = hashInputs()
  const unchanged =
    existsSync(stampFile) &&
    read(stampFile) === stamp &&
    existsSync(path.join(outDir, 'analytics-next/standalone.js'))
  if (unchanged && !process.argv.includes('--force')) {
    console.log('Browser library: unchanged.')
    return
  }
  const files = renderFiles()
  rmSync(stampFile, { force: true })
  rmSync(path.join(outDir, 'analytics-next'), { recursive: true, force: true })
  for (const [name, content] of files) {
    const target = path.join(outDir, name)
    mkdirSync(path.dirname(target), { recursive: true })
    writeFileSync(target, content)
  }
  writeFileSync(stampFile, stamp)
  console.log(`Browser library: ${files.size} files in ${path.relative(root, outDir)}.`)
}

function renderFiles(): Map<string, string> {
  const standalone = read(umdDir, 'standalone.js')
  const polyfill = `polyfill-${packageVersion(polyfillDir)}.min.js`
  const files = new Map<string, string>([
    ['analytics-next/standalone.js', rewriteStandalone(standalone, polyfill)],
    [`analytics-next/bundles/${polyfill}`, polyfillCode()],
    ['analytics-next/bundles/licenses.txt', licences()],
  ])
  const hashes = chunkHashes(standalone)
  const names = chunkFiles()
  for (const hash of hashes) {
    if (!names.some((name) => name.includes(hash))) {
      throw new BrowserBuildError(
        `the library asks for a part ${hash} that the package does not have`,
      )
    }
  }
  for (const name of names) {
    const code = rewriteChunk(name, read(umdDir, name))
    if (code !== null) files.set(`analytics-next/bundles/${name}`, code)
  }
  return files.set('_headers', headersFile([...files.keys()]))
}

/**
 * The names carry a content hash or a version, so a browser never has to ask for one again. Each file
 * is named: a pattern would cover what is not there as well, and a 404 would be kept for ever.
 */
function headersFile(files: string[]): string {
  return files
    .filter((name) => name.startsWith('analytics-next/bundles/') && name.endsWith('.js'))
    .map((name) => `/${name}\n${CHUNK_HEADERS}`)
    .join('\n')
}

const chunkFiles = (): string[] =>
  readdirSync(umdDir)
    .filter((name) => /\.bundle\.[0-9a-f]+\.js$/.test(name))
    .sort()

const polyfillCode = (): string =>
  read(polyfillDir, 'minified.js').replace(/\n?\/\/# sourceMappingURL=\S+\s*$/, '\n')

const packageVersion = (dir: string): string =>
  (JSON.parse(read(dir, 'package.json')) as { version: string }).version

/** Both packages ask that their licence goes where their code goes. */
function licences(): string {
  return [libraryDir, polyfillDir]
    .map((dir) => {
      const file = readdirSync(dir).find((name) => /^licen[cs]e/i.test(name))
      if (file === undefined) throw new BrowserBuildError(`${dir} has no licence file`)
      return `${path.relative(path.join(root, 'node_modules'), dir)}\n\n${read(dir, file)}`
    })
    .join(`\n${'-'.repeat(80)}\n\n`)
}

function hashInputs(): string {
  const hash = createHash('sha256')
  const inputs = [
    import.meta.filename,
    path.join(import.meta.dirname, 'browser/rewrite.ts'),
    path.join(root, 'worker/cdn/placeholders.ts'),
    path.join(libraryDir, 'package.json'),
    path.join(polyfillDir, 'package.json'),
    path.join(umdDir, 'standalone.js'),
    ...chunkFiles().map((name) => path.join(umdDir, name)),
  ]
  for (const input of inputs) hash.update(input).update('\0').update(read(input)).update('\0')
  return hash.digest('hex')
}

build()
