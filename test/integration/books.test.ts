import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { eventKey, routeKey } from '../../worker/domain/books.ts'
import { ask, deps, makeDestination, makeSource, renewDeps } from './support/api-client.ts'
import { bootstrap, deliveryLog, sourceMonitor } from './support/app.ts'

beforeAll(bootstrap)
beforeEach(renewDeps)

describe('the books', () => {
  it('tell per source and destination what became of every event', async () => {
    const { id: sourceId } = await makeSource()
    const { id: destinationId } = await makeDestination(sourceId)
    deps.sourceMonitor = () => ({
      ...sourceMonitor,
      totals: async () => [
        {
          hours: {
            '2026-11-23T10': {
              [sourceId]: {
                received: 3,
                inPipeline: 1,
                events: {
                  [eventKey({ outcome: 'passed', code: '', type: 'track', name: 'A' })]: 2,
                },
                destinations: {
                  [routeKey({ destinationId, outcome: 'routed', code: '' })]: 2,
                },
              },
            },
          },
        },
      ],
    })
    deps.deliveryLog = () => ({
      ...deliveryLog,
      totals: async () => ({
        hours: {
          '2026-11-23T10': {
            [sourceId]: { routed: { '': 2 }, delivered: { OK: 1 }, pending: { '': 1 } },
          },
        },
      }),
      tests: async () => ({ '2026-11-23T11': { delivered: { OK: 2 }, failed: { '400': 1 } } }),
    })
    const query = `sourceId=${sourceId}&from=2026-11-23T09&to=2026-11-23T12:30:00Z`
    const { status, data } = await ask('GET', `/books?${query}`)
    expect(status).toBe(200)
    expect(data).toMatchObject({
      from: '2026-11-23T09',
      to: '2026-11-23T12',
      sources: [{ sourceId, received: 3, 'in pipeline': 1, balanced: true }],
      destinations: [{ destinationId, routed: 2, taken: 2, balanced: true }],
    })
    expect(data.destinations[0].tests).toMatchObject({
      sent: 3,
      outcomes: { delivered: { count: 2 }, failed: { count: 1, reasons: { '400': 1 } } },
      hours: [{ hour: '2026-11-23T11', sent: 3 }],
    })
    expect(data.sources[0].hours).toHaveLength(1)
    expect(data.destinations[0].hours[0].outcomes.delivered).toEqual({
      count: 1,
      reasons: { OK: 1 },
    })
  })

  it('refuse ranges that make no sense', async () => {
    for (const [query, field] of [
      ['from=yesterday', 'from'],
      ['from=2026-11-23T10&to=2026-11-23T10', 'to'],
      ['from=2026-01-01T00&to=2026-11-01T00', 'from'],
      ['from=2026-13-01T00', 'from'],
    ] as const) {
      expect(await ask('GET', `/books?${query}`)).toMatchObject({
        status: 400,
        errors: [{ field }],
      })
    }
    expect((await ask('GET', '/books?sourceId=src_nope')).status).toBe(404)
  })
})
