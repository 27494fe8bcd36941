import { createExecutionContext } from 'cloudflare:test'
import { expect, it } from 'vitest'
import { Maintenance } from '../../worker/wiring/edge.ts'
import { ALL_HOURS, appendRequest, edge, HOUR } from './support/quiet-log.ts'

it('brings spilled requests from the bucket to a log, and removes them', async () => {
  const sourceId = 'src_spilled'
  for (let n = 0; n < 20; n++) {
    const request = appendRequest([`s${n}`], { sourceId })
    await edge.ARCHIVE.put(`spill/2026-11-23/17/${n}.json`, JSON.stringify(request))
  }
  await edge.ARCHIVE.put('spill/2026-11-23/17/0-torn.json', '{"sourceId":')
  const maintenance = new Maintenance(createExecutionContext(), edge)
  const until = Date.now() + 60_000
  expect(await maintenance.sweepSpill(until)).toEqual({ appended: 20, more: false })
  const { hours } = await edge.INGEST_LOG.getByName('enam-0').totals(ALL_HOURS)
  expect(hours[HOUR]?.[sourceId]?.received).toBe(20)
  const { objects } = await edge.ARCHIVE.list({ prefix: 'spill/' })
  expect(objects.map(({ key }) => key)).toEqual(['spill/2026-11-23/17/0-torn.json'])
})
