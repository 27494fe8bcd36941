import { describe, expect, it } from 'vitest'
import {
  createDeliveryHarness,
  type DeliveryHarness,
  FAILED,
  makeAppend,
  makeSettle,
} from '../../test/fakes/delivery-outbox.ts'
import { replaceGeneration } from './compaction.ts'
import { RequeueJobs } from './requeue-jobs.ts'

const positions = (count: number) => Array.from({ length: count }, (_, i) => i)

function jobsOf({ outbox, clock }: DeliveryHarness): RequeueJobs {
  let ids = 0
  return new RequeueJobs({ outbox, now: () => clock.now, newId: () => `rqj_${ids++}` })
}

/** A failed list of that many events, in segments of a thousand. */
function makeFailed(harness: DeliveryHarness, count: number, code = '400'): void {
  for (let done = 0; done < count; done += 1000) {
    const size = Math.min(1000, count - done)
    harness.outbox.append(makeAppend([{ segment: done + 1, positions: positions(size) }]))
  }
  for (let work = harness.take(); work; work = harness.take()) {
    harness.outbox.settle(makeSettle(work, () => ({ ...FAILED, code })))
  }
}

describe('sending failed deliveries again', () => {
  it('answers at once and goes on a slice at a time, counting', () => {
    const harness = createDeliveryHarness()
    makeFailed(harness, 5000)
    const jobs = jobsOf(harness)
    const started = jobs.start({ ids: null, code: null })
    expect(started).toMatchObject({ state: 'running', total: 5000, done: 2000, endedAt: null })
    jobs.step()
    expect(jobs.get(started.id)).toMatchObject({ state: 'running', done: 4000 })
    jobs.step()
    expect(jobs.get(started.id)).toMatchObject({ state: 'done', total: 5000, done: 5000 })
    expect(jobs.running).toBe(false)
    expect(harness.sums()).toEqual({ routed: 5000, pending: 5000 })
  })

  it('goes on where it was after a crash, and after what is on the list was moved', async () => {
    const harness = createDeliveryHarness()
    makeFailed(harness, 5000)
    jobsOf(harness).start({ ids: null, code: null })
    harness.crash()
    for (const generation of [...harness.outbox.generations.values()]) {
      await replaceGeneration(harness.outbox, generation, harness.clock.now)
    }
    const jobs = jobsOf(harness)
    while (jobs.running) jobs.step()
    expect(jobs.list()).toMatchObject([{ state: 'done', done: 5000 }])
    expect(harness.outbox.failed).toBe(0)
  })

  it('does not send again what fails anew meanwhile', () => {
    const harness = createDeliveryHarness()
    makeFailed(harness, 3000)
    const jobs = jobsOf(harness)
    const { id } = jobs.start({ ids: null, code: null })
    harness.clock.now += 1000
    for (let work = harness.take(); work; work = harness.take()) {
      harness.outbox.settle(makeSettle(work, () => FAILED))
    }
    while (jobs.running) jobs.step()
    expect(jobs.get(id)).toMatchObject({ state: 'done', total: 3000, done: 3000 })
    expect(harness.sums()).toMatchObject({ 'failed delivery': 2000, pending: 1000 })
  })

  it('stops when it is cancelled, and what was put back stays so', () => {
    const harness = createDeliveryHarness()
    makeFailed(harness, 5000)
    const jobs = jobsOf(harness)
    const { id } = jobs.start({ ids: null, code: null })
    expect(jobs.cancel(id)).toMatchObject({ state: 'cancelled', total: 5000, done: 2000 })
    jobs.step()
    expect(harness.outbox.failed).toBe(3000)
    expect(jobs.cancel(id)).toMatchObject({ state: 'cancelled' })
    expect(jobs.cancel('rqj_none')).toBeNull()
  })

  it('takes only the code that was asked for, and one job after the other', () => {
    const harness = createDeliveryHarness()
    makeFailed(harness, 2500, '400')
    harness.outbox.append(makeAppend([{ segment: 9000, positions: positions(10) }]))
    const work = harness.take()
    if (work) harness.outbox.settle(makeSettle(work, () => ({ ...FAILED, code: '410' })))
    const jobs = jobsOf(harness)
    const first = jobs.start({ ids: null, code: '400' })
    const second = jobs.start({ ids: null, code: '410' })
    expect(second).toMatchObject({ state: 'running', total: 10, done: 0 })
    while (jobs.running) jobs.step()
    expect(jobs.list().map(({ id, done }) => [id, done])).toEqual([
      [second.id, 10],
      [first.id, 2500],
    ])
  })

  it('finds chosen ones in many blocks, and passes over those that are not on the list', () => {
    const harness = createDeliveryHarness()
    for (let segment = 1; segment <= 150; segment++) {
      harness.outbox.append(makeAppend([{ segment, positions: [0, 1] }]))
    }
    for (let work = harness.take(); work; work = harness.take()) {
      harness.outbox.settle(makeSettle(work, () => FAILED))
    }
    const jobs = jobsOf(harness)
    const ids = ['enam-0.1.1', 'enam-0.140.0', 'enam-0.999.0', 'enam-0.1.1']
    const started = jobs.start({ ids, code: null })
    expect(started).toMatchObject({ state: 'running', selected: true, total: 3, done: 1 })
    while (jobs.running) jobs.step()
    expect(jobs.get(started.id)).toMatchObject({ state: 'done', total: 2, done: 2 })
    expect(harness.outbox.working).toBe(2)
  })
})
