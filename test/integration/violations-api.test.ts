import { beforeAll, beforeEach, expect, it } from 'vitest'
import type { ListedViolation, ViolationList } from '../../worker/messages/violations-rpc.ts'
import { ask, deps, renewDeps } from './support/api-client.ts'
import { bootstrap, KNOWN_VIOLATION, sourceMonitor } from './support/app.ts'

beforeAll(bootstrap)
beforeEach(renewDeps)

const listOf = (violations: ListedViolation[]): ViolationList => ({
  violations,
  violating: 7,
  omitted: 1,
  blocked: 2,
  unlisted: 0,
  series: [
    { at: '2026-11-23T16:00:00.000Z', count: 3, events: 10 },
    { at: '2026-11-23T17:00:00.000Z', count: 4, events: 20 },
  ],
  incomplete: false,
})
const seen = (id: string, overrides: Partial<ListedViolation> = {}): ListedViolation => ({
  ...KNOWN_VIOLATION,
  id,
  ...overrides,
})
let n = 0
const makeSource = async (): Promise<string> => {
  const slug = `violating-${n++}`
  const { data } = await ask('POST', '/sources', { slug, enabled: true, metadataId: 'javascript' })
  return data.source.id
}
const show = (violations: ListedViolation[]) => {
  deps.sourceMonitor = () => ({ ...sourceMonitor, violationList: async () => listOf(violations) })
}
const ids = ({ data }: { data: { violations: { id: string }[] } }) =>
  data.violations.map(({ id }) => id)

it('lists what is open, the newest first, and what is asked for', async () => {
  const id = await makeSource()
  const { last } = KNOWN_VIOLATION
  const mark = (state: 'resolved' | 'ignored', at: number) => ({ state, at, by: 'Ada' })
  show([
    seen('old', { last: last - 1000 }),
    seen('new', { event: 'Signed Up', libraries: ['ios 1'] }),
    seen('resolved', { mark: mark('resolved', last) }),
    seen('again', { mark: mark('resolved', last - 1), count: 1 }),
    seen('ignored', { mark: mark('ignored', last - 1) }),
  ])
  const list = (query: string) => ask('GET', `/sources/${id}/violations?${query}`)
  expect(ids(await list(''))).toEqual(['new', 'again', 'old'])
  expect(ids(await list('state=ignored'))).toEqual(['ignored'])
  expect(ids(await list('state=all&pagination[count]=2'))).toHaveLength(2)
  expect(ids(await list('event=Signed%20Up'))).toEqual(['new'])
  expect(ids(await list('library=ios%201'))).toEqual(['new'])
  expect(ids(await list('q=TOTAL'))).toEqual(['new', 'again', 'old'])
  expect(ids(await list('type=Enum'))).toEqual([])
  expect((await list('period=2h')).status).toBe(400)
})

it('sums up a source', async () => {
  const id = await makeSource()
  show([seen('a', { count: 5 }), seen('b', { event: 'Signed Up' })])
  const { data } = await ask('GET', `/sources/${id}/violations/summary`)
  expect(data.summary).toMatchObject({
    violating: 7,
    events: 30,
    blocked: 2,
    omitted: 1,
    distinct: 2,
    topEvents: [
      { event: 'Order Completed', count: 5 },
      { event: 'Signed Up', count: 2 },
    ],
  })
})

it('lists what the sources of a plan have of this plan', async () => {
  const plan = await ask('POST', '/tracking-plans', { name: 'Plan', type: 'LIVE' })
  const { id: planId } = plan.data.trackingPlan
  const sourceId = await makeSource()
  await ask('POST', `/tracking-plans/${planId}/sources`, { sourceId })
  show([seen('own', { planId }), seen('of another plan')])
  const { data } = await ask('GET', `/tracking-plans/${planId}/violations`)
  expect(data.violations).toMatchObject([{ id: 'own', sourceId, planId }])
})
