import * as v from 'valibot'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  sourceOverviewSchema,
  sourceStatusSchema,
} from '../../worker/api/contract/source-status.ts'
import { eventKey } from '../../worker/domain/books.ts'
import { ask, asOwner, bootstrap, makeDeps, sourceMonitor } from './support/app.ts'
import { makeSource } from './support/team.ts'

beforeAll(bootstrap)

describe('what the dashboard shows of a source', () => {
  it('comes from the books, hour by hour', async () => {
    const id = await makeSource()
    const deps = makeDeps({
      now: () => '2026-11-23T17:30:00.000Z',
      sourceMonitor: () => ({
        ...sourceMonitor,
        totals: async () => [
          {
            hours: {
              '2026-11-23T16': {
                [id]: { ...countsOf({ passed: 3, page: 1 }), first: '2026-11-23T16:05:06.789Z' },
              },
              '2026-11-23T17': {
                [id]: { ...countsOf({ passed: 2, failed: 4 }), last: '2026-11-23T17:20:00.001Z' },
              },
            },
          },
        ],
      }),
    })
    const status = await ask('GET', `/sources/${id}/status`, undefined, asOwner, deps)
    expect(v.parse(sourceStatusSchema, status.data.status)).toEqual({
      firstEventHour: '2026-11-23T16',
      lastEventHour: '2026-11-23T17',
      firstEventAt: '2026-11-23T16:05:06.789Z',
      lastEventAt: '2026-11-23T17:20:00.001Z',
      lastHour: { received: 10, failedOnIngest: 4, filteredAtSource: 0, passed: 6 },
      types: ['track', 'page'],
    })
    const path = `/sources/${id}/overview?from=2026-11-23T15&to=2026-11-23T18`
    const { data } = await ask('GET', path, undefined, asOwner, deps)
    const overview = v.parse(sourceOverviewSchema, data.overview)
    expect(overview.series.map(({ received }) => received)).toEqual([0, 4, 6])
    expect(overview.totals).toMatchObject({ received: 10, failedOnIngest: 4, passed: 6 })
    expect(overview.byName).toEqual([{ name: 'Order', count: 9 }])
    expect(overview.reasons).toEqual([{ outcome: 'failed on ingest', code: 'bad', count: 4 }])
  })
})

describe('the checklist', () => {
  it('ticks what has happened, and that somebody has watched', async () => {
    const id = await makeSource()
    const counts = countsOf({ passed: 1, page: 2 })
    const deps = makeDeps({
      now: () => '2026-11-23T17:30:00.000Z',
      sourceMonitor: () => ({
        ...sourceMonitor,
        wasWatched: async () => true,
        totals: async () => [{ hours: { '2026-11-23T16': { [id]: counts } } }],
      }),
    })
    const { data } = await ask('GET', '/checklist', undefined, asOwner, deps)
    const items: { id: string; done: boolean }[] = data.items
    const done = items.filter((item) => item.done).map((item) => item.id)
    expect(done).toEqual(expect.arrayContaining(['add-source', 'add-page-tracking', 'debug']))
    expect(done).not.toContain('identify-users')
    const unseen = await ask('GET', '/checklist', undefined, asOwner, makeDeps())
    expect(unseen.data.items).toContainEqual({ id: 'debug', done: false })
  })
})

function countsOf({ passed = 0, page = 0, failed = 0 }) {
  const key = (outcome: 'passed' | 'failed on ingest', code: string, type: string, name: string) =>
    eventKey({ outcome, code, type, name })
  return {
    received: passed + page + failed,
    inPipeline: 0,
    events: {
      ...(passed > 0 && { [key('passed', '', 'track', 'Order')]: passed }),
      ...(page > 0 && { [key('passed', '', 'page', '')]: page }),
      ...(failed > 0 && { [key('failed on ingest', 'bad', 'track', 'Order')]: failed }),
    },
    destinations: {},
  }
}
