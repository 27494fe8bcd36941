import { describe, expect, it } from 'vitest'
import { readTestReport } from './test-report.mjs'

const test = (title: string, status: string, failureMessages: string[] = []) => ({
  ancestorTitles: ['', 'a page'],
  title,
  status,
  failureMessages,
})
const report = (results: object[], counts: object = {}) => ({
  numPassedTests: 1,
  numFailedTests: 0,
  numPendingTests: 2,
  numTodoTests: 1,
  testResults: results,
  ...counts,
})
const file = (status: string, assertionResults: object[], message = '') => ({
  name: '/repo/test/e2e/page.test.ts',
  status,
  message,
  assertionResults,
})

describe('a report of a suite', () => {
  it('names nothing when everything passed', () => {
    expect(readTestReport(report([file('passed', [test('opens', 'passed')])]), '/repo')).toEqual({
      passed: 1,
      failed: 0,
      skipped: 3,
      failures: [],
      retried: [],
    })
  })

  it('names what failed, with the first lines of its last error and without colours', () => {
    const error =
      '\u001b[31mTimeoutError\u001b[39m: no button\n\n  at one\n  at two\n  at three\n  at four'
    const failed = file('failed', [test('opens', 'passed'), test('closes', 'failed', ['x', error])])
    const read = readTestReport(report([failed], { numFailedTests: 1 }), '/repo')
    expect(read.failed).toBe(1)
    expect(read.failures).toEqual([
      'test/e2e/page.test.ts > a page > closes\n    TimeoutError: no button\n    at one\n    at two\n    at three',
    ])
  })

  it('names what passed only when tried again, which is no failure', () => {
    const flaky = file('passed', [test('opens', 'passed', ['Error: once'])])
    const read = readTestReport(report([flaky]), '/repo')
    expect(read.failed).toBe(0)
    expect(read.failures).toEqual([])
    expect(read.retried).toEqual(['test/e2e/page.test.ts > a page > opens\n    Error: once'])
  })

  it('counts a file that does not load as one failure, and names it', () => {
    const read = readTestReport(report([file('failed', [], 'no such module')]), '/repo')
    expect(read.failed).toBe(1)
    expect(read.failures).toEqual(['test/e2e/page.test.ts\n    no such module'])
  })

  it('counts a file whose preparation failed after its tests were named', () => {
    const skipped = file('failed', [test('opens', 'skipped')], 'the service did not start')
    const read = readTestReport(report([skipped]), '/repo')
    expect(read.failures).toEqual(['test/e2e/page.test.ts\n    the service did not start'])
    expect(read.failed).toBe(1)
  })
})
