import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build } from 'esbuild'
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare'
import { NODE, run } from '../../scripts/toolchain.mjs'
import type { Definition } from '../../worker/destinations/segment-actions/definition.ts'
import { casesOf, type ParityCase } from './cases.ts'
import type { Outcome } from './run-case.ts'

const HERE = import.meta.dirname
const CHUNK = 200

/** All cases of the catalog, in order. */
export async function allCases(): Promise<ParityCase[]> {
  // Not by import: Vite would transform three megabytes.
  const { definitions, operatorEnvOf } = createRequire(import.meta.url)(
    '../../worker/destinations/segment-actions/definitions.gen.js',
  ) as {
    definitions: Record<string, () => Promise<Definition>>
    operatorEnvOf: Parameters<typeof casesOf>[2]
  }
  const cases: ParityCase[] = []
  for (const [key, load] of Object.entries(definitions)) {
    cases.push(...casesOf(key, await load(), operatorEnvOf))
  }
  return cases
}

export async function runOnNode(cases: readonly ParityCase[]): Promise<Outcome[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'headwater-parity-'))
  try {
    const [input, output] = [path.join(folder, 'cases.json'), path.join(folder, 'outcomes.json')]
    writeFileSync(input, JSON.stringify(cases))
    await run(NODE, [path.join(HERE, 'node-side.ts'), input, output], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    return JSON.parse(readFileSync(output, 'utf8')) as Outcome[]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export async function runInWorker(cases: readonly ParityCase[]): Promise<Outcome[]> {
  const { outputFiles } = await build({
    entryPoints: [path.join(HERE, 'worker-side.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2024',
    external: ['node:*'],
  })
  const runtime = new Miniflare(
    convertV4MiniflareOptions({
      name: 'parity',
      log: new Log(LogLevel.ERROR),
      compatibilityDate: '2026-11-01',
      compatibilityFlags: ['nodejs_compat'],
      modules: [{ type: 'ESModule', path: 'parity.js', contents: outputFiles[0]?.text ?? '' }],
    }),
  )
  try {
    const outcomes: Outcome[] = []
    for (let at = 0; at < cases.length; at += CHUNK) {
      const body = JSON.stringify(cases.slice(at, at + CHUNK))
      const answer = await runtime.dispatchFetch('http://parity.test/', { method: 'POST', body })
      if (!answer.ok)
        throw new Error(`the Worker answered ${answer.status}: ${await answer.text()}`)
      outcomes.push(...((await answer.json()) as Outcome[]))
    }
    return outcomes
  } finally {
    await runtime.dispose()
  }
}
