import { describe, expect, it } from 'vitest'
import type { ParityCase } from '../../../test/parity/cases.ts'
import { compare } from '../../../test/parity/compare.ts'
import { seedOf } from '../../../test/parity/random-values.ts'
import { allCases, runInWorker, runOnNode } from '../../../test/parity/sides.ts'

/** One case in ten, and for every action at least one that sends something where any does. */
const isSampled = ({ id }: ParityCase): boolean =>
  / generated 0$/.test(id) || seedOf(`sample ${id}`) % 10 === 0

describe('the bundle in a Worker', () => {
  it('sends, answers and refuses as upstream on Node does, for a sample of all cases', async () => {
    const cases = (await allCases()).filter(isSampled)
    const [upstream, ours] = await Promise.all([runOnNode(cases), runInWorker(cases)])
    const { differences, ...counts } = compare(cases, upstream, ours)
    console.info(counts)
    expect(differences.slice(0, 3)).toEqual([])
    expect(counts.cases).toBeGreaterThan(1500)
    expect(counts.destinations).toBeGreaterThan(165)
    expect(counts.actions).toBeGreaterThan(450)
  }, 120_000)
})
