import { expect, it } from 'vitest'
import { formatRecord } from '../messages/record.ts'
import { runPipeline } from './pipeline.ts'
import type { PipelineDeps } from './run.ts'

const receivedAt = '2026-11-23T17:00:00.000Z'
/** Refused calls pass no stage, so nothing may be called. */
const noDeps = {} as PipelineDeps

it('counts refused calls by their reason, whatever types they name', async () => {
  const lines = ['track', 'rnd-1', 'rnd-2', 'x'.repeat(200)].map((type) =>
    formatRecord({
      kind: 'r',
      sourceId: 'src_a',
      receivedAt,
      json: JSON.stringify({ receivedAt, code: 'invalid_type', message: '', type, event: 'E' }),
    }),
  )
  const unit = { segment: 1, first: 0, version: 1, body: lines.join('\n'), count: lines.length }
  const work = { low: 1, units: [unit] }
  const { acknowledgements } = await runPipeline('enam-0', work, noDeps, [])
  expect(acknowledgements[0]?.totals['2026-11-23T17']?.src_a?.events).toEqual({
    'failed on ingest\tinvalid_type\ttrack\tE': 1,
    'failed on ingest\tinvalid_type\t\t': 3,
  })
})
