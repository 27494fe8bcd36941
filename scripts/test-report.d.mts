export interface TestReport {
  passed: number
  failed: number
  skipped: number
  failures: string[]
  retried: string[]
}

export function readTestReport(report: unknown, root: string): TestReport
