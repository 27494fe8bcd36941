import { describe, expect, it } from 'vitest'
import type { OutboundResponse, RequestClient } from '../destinations/request.ts'
import { createBlotter } from './blot-secrets.ts'
import { createCapture } from './capture.ts'

const SECRET = 'a-secret-of-the-settings'

const answer = (status: number, body = 'thanks'): OutboundResponse => ({
  status,
  headers: new Headers(),
  body,
  latencyMs: 1,
})

function makeCapture({ sample = false, respond = async () => answer(503) } = {}) {
  let blotters = 0
  const capture = createCapture(() => {
    blotters++
    return createBlotter({ token: SECRET })
  }, sample)
  const request: RequestClient = capture.watch(respond)
  const send = (events: number[], body: string | Uint8Array<ArrayBuffer> = 'hello') =>
    request({
      url: 'https://partner.test/in',
      method: 'POST',
      headers: { authorization: `Bearer ${SECRET}`, 'x-kind': 'track' },
      body,
      hops: 0,
      events,
      timeoutMs: 1000,
    })
  return { capture, send, blotters: () => blotters }
}

describe('requests of an attempt', () => {
  it('are kept without secrets when the partner refuses them, one for all events it carries', async () => {
    const { capture, send } = makeCapture()
    await send([0, 2], `{"token":"${SECRET}"}`)
    expect(capture.of(0)).toEqual({
      method: 'POST',
      url: 'https://partner.test/in',
      headers: { authorization: 'Bearer ••••', 'x-kind': 'track' },
      body: '{"token":"••••"}',
    })
    expect(capture.of(2)).toBe(capture.of(0))
    expect(capture.of(1)).toBeUndefined()
  })

  it('are kept when no answer comes, and the error goes on as it is', async () => {
    const broken = new Error('the connection failed')
    const { capture, send } = makeCapture({ respond: () => Promise.reject(broken) })
    await expect(send([4])).rejects.toBe(broken)
    expect(capture.of(4)?.body).toBe('hello')
  })

  it('are kept of the first failures only', async () => {
    const { capture, send } = makeCapture()
    for (let event = 0; event < 8; event++) await send([event])
    const kept = Array.from({ length: 8 }, (_, event) => capture.of(event) !== undefined)
    expect(kept).toEqual([true, true, true, true, true, false, false, false])
  })

  it('are not kept when taken, unless a sample is wanted: then the first, with its answer', async () => {
    const respond = async () => answer(200, `got ${SECRET}`)
    const plain = makeCapture({ respond })
    await plain.send([0])
    expect(plain.capture.of(0)).toBeUndefined()
    expect(plain.blotters()).toBe(0)
    const sampling = makeCapture({ respond, sample: true })
    await sampling.send([0])
    await sampling.send([1])
    expect(sampling.capture.of(0)).toMatchObject({ body: 'hello', answer: 'got ••••' })
    expect(sampling.capture.of(1)).toBeUndefined()
  })

  it('that failed are shown rather than one that another receiver of the event took', async () => {
    const statuses = [500, 200]
    const respond = async () => answer(statuses.shift() ?? 200)
    const { capture, send } = makeCapture({ respond, sample: true })
    await send([0], 'refused')
    await send([0], 'taken')
    expect(capture.of(0)?.body).toBe('refused')
  })

  it('are cut, and no part of a secret stays at the end', async () => {
    const { capture, send } = makeCapture()
    for (let shift = 0; shift < SECRET.length + 2; shift += 6) {
      const { capture, send } = makeCapture()
      await send([0], `${'x'.repeat(4096 - shift)}${SECRET}${'y'.repeat(10_000)}`)
      const body = capture.of(0)?.body ?? ''
      expect(body.length).toBeLessThanOrEqual(4096)
      expect(body).not.toContain(SECRET.slice(0, 3))
    }
    // Blotting makes a text shorter, which must not pull the half secret at its end into sight.
    await send([0], `${SECRET.repeat(300)}`)
    expect(capture.of(0)?.body).toMatch(/^•+$/)
    await send([1], new Uint8Array(7))
    expect(capture.of(1)?.body).toBe('(7 bytes)')
  })
})
