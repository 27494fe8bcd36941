/**
 * `npm test`: every suite, from a fresh clone on a machine with Node 20 and npm.
 * `npm test -- unit chaos` runs only those. The last line says `N passed, N failed`.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
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
for (const suite of SUITES.filter((name) => wanted.length === 0 || wanted.includes(name))) {
  const result = await runSuite(suite)
  lines.push(`${suite.padEnd(12)} ${result.passed} passed, ${result.failed} failed${note(result)}`)
  for (const outcome of Object.keys(totals)) totals[outcome] += result[outcome]
}

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
  const counts = readReport(report)
  if (!ok && counts.failed === 0) counts.failed = 1
  return counts
}

function readReport(file) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } =
      JSON.parse(readFileSync(file, 'utf8'))
    const broken = testResults.filter(
      (result) => result.status === 'failed' && result.assertionResults.length === 0,
    ).length
    return {
      passed: numPassedTests,
      failed: numFailedTests + broken,
      skipped: numPendingTests + numTodoTests,
    }
  } catch {
    return { passed: 0, failed: 0, skipped: 0 }
  }
}

function note({ skipped }) {
  return skipped === 0 ? '' : ` (${skipped} skipped)`
}
