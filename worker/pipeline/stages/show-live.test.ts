import { expect, it, vi } from 'vitest'
import { filterKey } from '../../domain/live/live-filter.ts'
import type { LiveFrames } from '../../messages/live-rpc.ts'
import { formatRecord } from '../../messages/record.ts'
import type { PipelineDeps, PipelineEvent, PipelineRun } from '../run.ts'
import { showLive } from './show-live.ts'

const receivedAt = '2026-11-23T17:00:00.000Z'
const fieldsOf = (n: number) => ({ type: 'identify', messageId: `m${n}`, traits: { email: 'x' } })
const unitOf = (segment: number, sourceId = 'src_a') => ({
  segment,
  first: 0,
  version: 1,
  count: 1,
  body: formatRecord({
    kind: 'e',
    sourceId,
    receivedAt,
    json: JSON.stringify(fieldsOf(segment)),
  }),
})
const event = (segment: number, overrides: Partial<PipelineEvent> = {}): PipelineEvent => ({
  unit: unitOf(segment),
  position: 0,
  acceptId: `enam-0.${segment}.0`,
  sourceId: 'src_a',
  json: JSON.stringify(fieldsOf(segment)),
  fields: fieldsOf(segment),
  receivedAt,
  refused: false,
  patch: [],
  forwarded: false,
  omitted: [],
  judged: null,
  verdict: null,
  routes: {},
  changed: new Map(),
  ...overrides,
})

async function framesOf(
  events: PipelineEvent[],
  overrides: Partial<PipelineRun> = {},
  fails: () => void = () => {},
) {
  const shown: [string, LiveFrames][] = []
  const run: PipelineRun = {
    log: 'enam-0',
    low: 1,
    events,
    held: new Map(),
    watched: [{ sourceId: 'src_a', filters: [] }],
    ...overrides,
  }
  const showFrames = (sourceId: string, frames: LiveFrames) => {
    fails()
    shown.push([sourceId, frames])
  }
  await showLive.run(run, { showFrames } as unknown as PipelineDeps)
  return shown
}

it('shows the events of watched sources, with what was decided', async () => {
  const routes = { dst_1: { routed: true as const } }
  const verdict = { outcome: 'filtered at source' as const, code: 'event_setting' }
  const events = [event(1, { routes }), event(2, { verdict }), event(3, { sourceId: 'src_b' })]
  const [[sourceId, frames] = [], ...others] = await framesOf(events)
  expect(others).toEqual([])
  expect(sourceId).toBe('src_a')
  expect(frames).toMatchObject({
    log: 'enam-0',
    seen: 2,
    matched: { [filterKey({})]: 2 },
    events: [
      { acceptId: 'enam-0.1.0', state: 'allowed', destinations: routes },
      { acceptId: 'enam-0.2.0', state: 'blocked', code: 'event_setting' },
    ],
  })
})

it('shows an event as it was accepted, whatever was taken from it since', async () => {
  const changed = event(1, {
    fields: { type: 'identify', messageId: 'm1', traits: {} },
    json: '{"traits":{}}',
    patch: [{ op: 'remove', path: '/traits/email' }],
  })
  const [[, frames] = []] = await framesOf([changed])
  expect(JSON.parse(frames?.events[0]?.json ?? '')).toEqual(fieldsOf(1))
})

it('shows nothing of units that are held back, and nothing where nobody looks', async () => {
  const held = event(1)
  expect(await framesOf([held], { held: new Map([[held.unit, 'why']]) })).toEqual([])
  expect(await framesOf([event(1)], { watched: [] })).toEqual([])
  expect(await framesOf([event(1)], { watched: [{ sourceId: 'src_b', filters: [] }] })).toEqual([])
})

it('leaves out and counts what it cannot show, and fails nothing for it', async () => {
  const unreadable = {
    ...event(2, { patch: [{ op: 'remove', path: '/traits/email' }] }),
    unit: { ...unitOf(2), body: 'not a record' },
  }
  const filters = [{ userId: 'u1' }]
  const watched = [{ sourceId: 'src_a', filters }]
  const [[, frames] = []] = await framesOf([event(1), unreadable], { watched })
  expect(frames).toMatchObject({
    seen: 2,
    matched: { [filterKey({ userId: 'u1' })]: 1 },
    events: [],
  })
  const [[, all] = []] = await framesOf([event(1), unreadable])
  expect(all).toMatchObject({ seen: 2, matched: { [filterKey({})]: 2 } })
  expect(all?.events.map(({ acceptId }) => acceptId)).toEqual(['enam-0.1.0'])
})

it('fails no run when frames cannot be handed over', async () => {
  const report = vi.spyOn(console, 'error').mockImplementation(() => {})
  const shown = await framesOf([event(1)], {}, () => {
    throw new Error('no monitor')
  })
  expect(shown).toEqual([])
  expect(report).toHaveBeenCalledOnce()
  report.mockRestore()
})

it('splits the text of a unit once, however many of its events were changed', async () => {
  const body = Array.from({ length: 50 }, (_, n) => unitOf(n).body).join('\n')
  const splits = vi.fn(() => body.split('\n'))
  const unit = { ...unitOf(1), count: 50, body: { split: splits } as unknown as string }
  const events = Array.from({ length: 50 }, (_, n) =>
    event(1, { unit, position: n, patch: [{ op: 'remove', path: '/traits/email' }] }),
  )
  const [[, frames] = []] = await framesOf(events)
  expect(frames?.events).toHaveLength(50)
  expect(splits).toHaveBeenCalledOnce()
})
