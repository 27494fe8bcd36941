import { describe, expect, it } from 'vitest'
import { buildLiveEvent, type LiveRecord, type LiveVerdict } from './build-live-event.ts'

const record = (overrides: Partial<LiveRecord> = {}): LiveRecord => {
  const fields = { type: 'track', event: 'E', messageId: 'm1', userId: 'u1', anonymousId: 'a1' }
  return {
    acceptId: 'enam-0.1.0',
    receivedAt: '2026-11-23T17:00:00.000Z',
    fields,
    json: JSON.stringify(fields),
    refused: false,
    verdict: { outcome: 'passed' },
    ...overrides,
  }
}
const refused = (fields: Record<string, unknown>) =>
  record({ fields, json: JSON.stringify(fields), refused: true, verdict: null })

describe('what watchers are shown', () => {
  it.each<[LiveVerdict | null, string, string]>([
    [null, 'pending', ''],
    [{ outcome: 'passed' }, 'allowed', ''],
    [{ outcome: 'filtered at source', code: 'event_setting' }, 'blocked', 'schema'],
    [{ outcome: 'failed on ingest', code: 'source_disabled' }, 'rejected', 'disabled'],
    [{ outcome: 'duplicate', code: 'duplicate_message_id' }, 'duplicate', 'same messageId'],
    [{ outcome: 'dead-lettered', code: 'pipeline_error', error: 'boom' }, 'dead-lettered', 'boom'],
  ])('of %j is %s, with the reason in words', (verdict, state, words) => {
    const event = buildLiveEvent(record({ verdict }))
    expect(event).toMatchObject({ state, name: 'E', userId: 'u1', anonymousId: 'a1' })
    expect(event?.code).toBe(verdict?.code ?? '')
    expect(event?.message).toContain(words)
    expect(event?.message === '').toBe(words === '')
  })

  it('never is somebody who is suppressed', () => {
    const verdict = { outcome: 'suppressed', code: 'suppressed_user' } as const
    expect(buildLiveEvent(record({ verdict }))).toBeNull()
  })

  it('of a refused call is what is known of it, with the words of the refusal, and at once', () => {
    const message = 'the body has more than 32768 bytes'
    const fields = { code: 'event_too_large', message, type: 'track', event: 'E', messageId: 'm1' }
    expect(buildLiveEvent(refused(fields))).toMatchObject({
      state: 'rejected',
      code: 'event_too_large',
      message,
      name: 'E',
      messageId: 'm1',
      json: null,
    })
    expect(buildLiveEvent(refused({}))).toMatchObject({
      state: 'rejected',
      type: '',
      messageId: '',
    })
  })

  it('names pages and screens, and nothing that is no text', () => {
    const named = (fields: Record<string, unknown>) => buildLiveEvent(record({ fields }))?.name
    expect(named({ type: 'page', name: 'Home', event: 'x' })).toBe('Home')
    expect(named({ type: 'screen', name: 7 })).toBe('')
    expect(named({ type: 'identify' })).toBe('')
  })

  it('has where it went, and why not', () => {
    const destinations = { dst_1: { routed: true as const }, dst_2: { filtered: 'WHY' } }
    expect(buildLiveEvent(record({ verdict: { outcome: 'passed', destinations } }))).toMatchObject({
      destinations,
    })
  })
})
