import path from 'node:path'

/** What is said of a test that failed: enough to know what to look for further up. */
const MAX_ERROR_LINES = 4

/**
 * Counts and names from the JSON report of Vitest.
 * @param report Its parsed content.
 * @param root The folder that the names of files are told from.
 * @returns `failed` counts a file that did not load as one failure. `failures`: one text a failure, the name and
 * below it the first lines of the error. `retried`: names of tests that failed at first and passed when tried again.
 */
export function readTestReport(report, root) {
  const failures = []
  const retried = []
  let broken = 0
  for (const { name, status, message, assertionResults } of report.testResults) {
    const file = path.relative(root, name)
    const failedTests = assertionResults.filter((test) => test.status === 'failed')
    for (const test of failedTests) {
      failures.push(`${nameOf(file, test)}\n${firstLines(test.failureMessages.at(-1) ?? '')}`)
    }
    for (const test of assertionResults) {
      const hadFailed = test.status === 'passed' && test.failureMessages.length > 0
      if (hadFailed) retried.push(`${nameOf(file, test)}\n${firstLines(test.failureMessages[0])}`)
    }
    // A file that does not load, or whose preparation fails, has an error of its own and no failed test.
    if (status !== 'failed' || failedTests.length > 0) continue
    failures.push(`${file}\n${firstLines(message)}`)
    broken += 1
  }
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken,
    skipped: report.numPendingTests + report.numTodoTests,
    failures,
    retried,
  }
}

const nameOf = (file, { ancestorTitles, title }) =>
  [file, ...ancestorTitles.filter(Boolean), title].join(' > ')

function firstLines(message) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
  const lines = message.replaceAll(/\u001b\[[0-9;]*m/g, '').split('\n')
  const told = lines.filter((line) => line.trim() !== '').slice(0, MAX_ERROR_LINES)
  return told.map((line) => `    ${line.trim().slice(0, 300)}`).join('\n')
}
