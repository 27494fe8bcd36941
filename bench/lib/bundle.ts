import { builtinModules } from 'node:module'
import path from 'node:path'
import { build } from 'esbuild'

export const ROOT = path.resolve(import.meta.dirname, '../..')

/** One module of an entry, as wrangler uploads it. `main` is relative to the repository. */
export async function bundle(main: string, { minify = false } = {}): Promise<string> {
  const result = await build({
    entryPoints: [path.join(ROOT, main)],
    bundle: true,
    write: false,
    minify,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*', 'node:*', ...builtinModules],
    loader: { '.sql': 'text', '.txt': 'text', '.html': 'text', '.bin': 'binary' },
    define: { 'process.env.NODE_ENV': '"production"' },
    keepNames: true,
    logLevel: 'silent',
  })
  const file = result.outputFiles[0]
  if (file === undefined) throw new Error(`esbuild made nothing of ${main}`)
  return file.text
}
