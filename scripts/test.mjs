/**
 * `npm test`: every suite, from a fresh clone on a machine with Node 20 and npm.
 * `npm test -- unit chaos` runs only those. The last line says `N passed, N failed`.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { readTestReport } from './test-report.mjs'
import { continueInOurNode, ensureInstalled, NODE, ROOT, run } from './toolchain.mjs'

const SUITES = ['unit', 'integration', 'conformance', 'chaos', 'e2e', 'pages']

ensureInstalled()
await continueInOurNode(import.meta.filename)

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !SUITES.includes(name))
if (unknown.length > 0) {
  console.error(`no such suite: ${unknown.join(', ')}; there are ${SUITES.join(', ')}`)
  process.exit(2)
}

const { buildAssets } = await import('./build.mjs')
await buildAssets()

const totals = { passed: 0, failed: 0, skipped: 0 }
const lines = []
const failures = []
const retried = []
for (const suite of SUITES.filter((name) => wanted.length === 0 || wanted.includes(name))) {
  const result = await runSuite(suite)
  lines.push(`${suite.padEnd(12)} ${result.passed} passed, ${result.failed} failed${note(result)}`)
  for (const outcome of Object.keys(totals)) totals[outcome] += result[outcome]
  failures.push(...result.failures.map((failure) => `${suite} > ${failure}`))
  retried.push(...result.retried.map((test) => `${suite} > ${test}`))
}

// Last, because the end of a long log is what people are shown of it.
if (retried.length > 0) console.log(`\nPassed only when tried again:\n${retried.join('\n')}`)
if (failures.length > 0) console.log(`\nFailed:\n${failures.join('\n')}`)
console.log(`\n${lines.join('\n')}`)
console.log(`${totals.passed} passed, ${totals.failed} failed${note(totals)}`)
process.exitCode = totals.failed === 0 ? 0 : 1

/** A suite whose process fails without naming a test (a file that does not load) counts as one failure. */
async function runSuite(suite) {
  console.log(`\n── ${suite} `.padEnd(60, '─'))
  const report = path.join(ROOT, `.build/test-results/${suite}.json`)
  mkdirSync(path.dirname(report), { recursive: true })
  rmSync(report, { force: true })
  const vitest = path.join(ROOT, 'node_modules/vitest/vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const ok = await run(NODE, [
    vitest,
    'run',
    '--project',
    suite,
    '--passWithNoTests',
    ...reporters,
  ]).then(
    () => true,
    () => false,
  )
  const result = readReport(report)
  if (!ok && result.failed === 0) {
    result.failed = 1
    result.failures.push('the suite ended with an error that is no test of it; see above')
  }
  return result
}

function readReport(file) {
  try {
    return readTestReport(JSON.parse(readFileSync(file, 'utf8')), ROOT)
  } catch {
    return { passed: 0, failed: 0, skipped: 0, failures: [], retried: [] }
  }
}

function note({ skipped }) {
  return skipped === 0 ? '' : ` (${skipped} skipped)`
}
