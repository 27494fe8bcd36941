import { describe, expect, it } from 'vitest'
import { formatRecord } from '../messages/record.ts'
import type { Verdict } from '../messages/verdict.ts'
import { type ArchiveLines, addSegmentLines } from './archive-lines.ts'
import { readArchiveLine } from './read-line.ts'

const record = (sourceId: string, messageId: string, receivedAt: string) =>
  formatRecord({
    kind: 'e',
    sourceId,
    receivedAt,
    // A property may look like the envelope's own fields: the head of the record decides.
    json: JSON.stringify({ messageId, properties: { receivedAt: '1999-01-01T00:00:00.000Z' } }),
  })

function linesOf(records: string[], verdicts: Verdict[]) {
  const lines = new Map<string, ArchiveLines>()
  addSegmentLines(lines, { log: 'enam-0', segment: 7, body: records.join('\n'), verdicts })
  return lines
}

const parse = (text: string | undefined) =>
  (text ?? '')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

describe('archive lines', () => {
  const at = (second: number) => `2026-11-23T17:00:0${second}.000Z`

  it('holds the event as kept beside its verdict, per source, under its acceptId', () => {
    const lines = linesOf(
      [record('src_a', 'a1', at(2)), record('src_b', 'b1', at(1)), record('src_a', 'a2', at(1))],
      [
        { outcome: 'passed' },
        { outcome: 'passed' },
        { outcome: 'filtered at source', code: 'unplanned' },
      ],
    )
    expect(lines.get('src_a')?.stats).toEqual({
      lines: 2,
      events: 2,
      firstReceivedAt: at(1),
      lastReceivedAt: at(2),
    })
    expect(parse(lines.get('src_a')?.take())).toMatchObject([
      { acceptId: 'enam-0.7.0', verdict: { outcome: 'passed' }, event: { messageId: 'a1' } },
      { acceptId: 'enam-0.7.2', verdict: { code: 'unplanned' }, event: { messageId: 'a2' } },
    ])
    expect(parse(lines.get('src_b')?.take())).toHaveLength(1)
  })

  it('leaves duplicates and refused events a line without a body, and suppressed ones none', () => {
    const lines = linesOf(
      [record('src_a', 'm1', at(1)), record('src_a', 'm2', at(1)), record('src_a', 'm3', at(1))],
      [
        { outcome: 'duplicate', code: 'duplicate_message_id' },
        { outcome: 'suppressed', code: 'suppressed_user' },
        { outcome: 'failed on ingest', code: 'no_user_anon_id' },
      ],
    )
    expect(parse(lines.get('src_a')?.take())).toEqual([
      {
        acceptId: 'enam-0.7.0',
        messageId: 'm1',
        receivedAt: at(1),
        verdict: { outcome: 'duplicate', code: 'duplicate_message_id' },
      },
      {
        acceptId: 'enam-0.7.2',
        messageId: 'm3',
        receivedAt: at(1),
        verdict: { outcome: 'failed on ingest', code: 'no_user_anon_id' },
      },
    ])
    expect(lines.get('src_a')?.stats).toMatchObject({ lines: 2, events: 0 })
  })

  it('keeps of a refused call what is known of it, so that it can be shown later', () => {
    const rejection = { receivedAt: at(1), code: 'invalid_type', message: 'why', event: 'E' }
    const refused = formatRecord({
      kind: 'r',
      sourceId: 'src_a',
      receivedAt: at(1),
      json: JSON.stringify({ ...rejection, messageId: 'm1' }),
    })
    const verdict: Verdict = { outcome: 'failed on ingest', code: 'invalid_type' }
    const text = linesOf([refused], [verdict]).get('src_a')?.take() ?? ''
    expect(readArchiveLine(text)).toEqual({
      acceptId: 'enam-0.7.0',
      messageId: 'm1',
      receivedAt: at(1),
      rejection: { code: 'invalid_type', message: 'why', event: 'E' },
      event: null,
      verdict,
    })
  })

  it('is read back as it was written', () => {
    const text = linesOf([record('src_a', 'a1', at(2))], [{ outcome: 'passed' }])
      .get('src_a')
      ?.take()
    const event = { messageId: 'a1', properties: { receivedAt: '1999-01-01T00:00:00.000Z' } }
    expect(readArchiveLine(text ?? '')).toMatchObject({ acceptId: 'enam-0.7.0', event })
    expect(() => readArchiveLine('{"a":1}')).toThrow('not an archive line')
  })

  it('gives each text once, so that a generation is never held whole', () => {
    const lines = linesOf([record('src_a', 'a1', at(1))], [{ outcome: 'passed' }])
    expect(lines.get('src_a')?.take()).not.toBe('')
    expect(lines.get('src_a')?.take()).toBe('')
  })

  it('refuses to archive an event without a verdict', () => {
    expect(() => linesOf([record('src_a', 'a1', at(1))], [])).toThrow('no verdict for enam-0.7.0')
  })
})
