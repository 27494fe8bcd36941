import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { ROOT } from './bundle.ts'

/** One number of a bench, with what it is held against. */
export interface Figure {
  name: string
  value: number
  unit: string
  /** Absent: only reported. */
  budget?: { atLeast: number } | { atMost: number }
}

/** Prints the figures and keeps them, with the raw values, in `bench/results/<name>.json`. */
export function report(name: string, figures: readonly Figure[], raw: unknown): void {
  console.log(`\n${name}`)
  for (const figure of figures) console.log(`  ${line(figure)}`)
  const folder = path.join(ROOT, 'bench/results')
  mkdirSync(folder, { recursive: true })
  const content = { name, at: new Date().toISOString(), machine: machine(), figures, raw }
  writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(content, null, 2)}\n`)
}

function line({ name, value, unit, budget }: Figure): string {
  const text = `${name.padEnd(58)} ${round(value).padStart(10)} ${unit}`
  if (budget === undefined) return text
  const [met, words] =
    'atLeast' in budget
      ? [value >= budget.atLeast, `at least ${budget.atLeast}`]
      : [value <= budget.atMost, `at most ${budget.atMost}`]
  return `${text.padEnd(84)} budget ${words}: ${met ? 'met' : 'MISSED'}`
}

const round = (value: number): string =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3)

function machine() {
  return {
    cpu: os.cpus()[0]?.model ?? '',
    cores: os.cpus().length,
    memoryGb: Math.round(os.totalmem() / 2 ** 30),
    load: os.loadavg(),
    node: process.version,
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT }).toString().trim(),
  }
}

/** `q` from 0 to 1; 0.5 is the median. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)
