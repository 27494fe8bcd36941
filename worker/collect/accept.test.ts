import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FakeCollect, WRITE_KEY } from '../../test/fakes/fake-collect.ts'
import { createByteBudget } from './byte-budget.ts'

const event = { event: 'E', anonymousId: 'a1' }
const never = () => new Promise<never>(() => {})

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('an event whose log has no room', () => {
  it('goes to another shard of the region', async () => {
    const edge = new FakeCollect({ shards: 3 })
    const tried: string[] = []
    edge.onAppend = async (log) => {
      tried.push(log)
      return { status: tried.length === 1 ? 'busy' : 'committed' }
    }
    expect((await edge.post('/v1/t', event)).status).toBe(200)
    expect(new Set(tried).size).toBe(2)
    expect(tried.every((log) => /^enam-[012]$/.test(log))).toBe(true)
  })

  it('goes to the neighbour region where there is one log a region', async () => {
    const edge = new FakeCollect()
    edge.onAppend = async (log) => {
      if (log === 'enam-0') throw new Error('overloaded')
      return { status: 'committed' }
    }
    expect((await edge.post('/v1/t', event)).status).toBe(200)
    expect(edge.appends.map(({ log }) => log)).toEqual(['wnam-0'])
    expect(edge.logged).toMatchObject([{ problem: 'append failed', log: 'enam-0' }])
  })

  it('is spilled when no log takes it, with all that an append needs', async () => {
    const edge = new FakeCollect()
    edge.onAppend = async () => ({ status: 'busy' })
    expect((await edge.post('/v1/t', event)).status).toBe(200)
    expect(edge.spilled).toHaveLength(1)
    expect(edge.spilled[0]?.key).toMatch(/^spill\/2026-11-23\/17\/id-\d+\.json$/)
    expect(JSON.parse(edge.spilled[0]?.body ?? '')).toMatchObject({
      v: 1,
      sourceId: 'src_1',
      receivedAt: '2026-11-23T17:00:00.000Z',
      version: 7,
      count: 1,
      body: expect.stringMatching(/^e src_1 /),
    })
  })

  it('is 503 with Retry-After when it cannot be spilled either', async () => {
    const edge = new FakeCollect()
    edge.onAppend = async () => ({ status: 'busy' })
    edge.onSpill = async () => {
      throw new Error('R2 is down')
    }
    const response = await edge.post('/v1/t', event)
    expect(response.status).toBe(503)
    expect(response.headers.get('Retry-After')).toBe('5')
    expect(await response.json()).toMatchObject({ code: 'overloaded' })
  })

  it('does not wait longer than 5 s for its log, nor much longer for the others', async () => {
    const edge = new FakeCollect()
    edge.onAppend = never
    edge.onSpill = never
    const started = Date.now()
    const response = edge.post('/v1/t', event)
    await vi.advanceTimersByTimeAsync(10_000)
    expect((await response).status).toBe(503)
    expect(vi.getTimerCount()).toBe(0)
    expect(Date.now() - started).toBe(10_000)
    expect(edge.logged.map(({ problem }) => problem)).toEqual([
      'append failed',
      'append failed',
      'spill failed',
    ])
  })

  it('is taken to the end when the caller has gone', async () => {
    const edge = new FakeCollect()
    await edge.post('/v1/t', event)
    expect(edge.background.length).toBeGreaterThan(0)
    await Promise.all(edge.background)
  })
})

describe('a limit', () => {
  const limited = (scope: 'source' | 'address', retryAfterS = 7) => ({
    status: 'limited' as const,
    retryAfterS,
    scope,
  })
  const from = (address: string) => ({ 'CF-Connecting-IP': address })

  it('is 429 with both headers in whole seconds', async () => {
    const edge = new FakeCollect()
    edge.onAppend = async () => limited('source', 6.2)
    const response = await edge.post('/v1/t', event)
    expect(response.status).toBe(429)
    expect(response.headers.get('Retry-After')).toBe('7')
    expect(response.headers.get('X-RateLimit-Reset')).toBe('7')
    expect(await response.json()).toMatchObject({ success: false, code: 'rate_limited' })
    expect(edge.spilled).toEqual([])
  })

  it('of a source is remembered until it is over, and the log is not asked meanwhile', async () => {
    const edge = new FakeCollect()
    let asked = 0
    edge.onAppend = async () => {
      asked++
      return limited('source')
    }
    await edge.post('/v1/t', event, from('203.0.113.7'))
    edge.clock += 2_500
    const second = await edge.post('/v1/t', event, from('203.0.113.8'))
    expect(second.headers.get('Retry-After')).toBe('5')
    expect(asked).toBe(1)
    edge.clock += 4_500
    await edge.post('/v1/t', event)
    expect(asked).toBe(2)
  })

  it('of an address is remembered for that address only', async () => {
    const edge = new FakeCollect()
    edge.onAppend = async (_, { address }) =>
      address === '203.0.113.7' ? limited('address') : { status: 'committed' }
    expect((await edge.post('/v1/t', event, from('203.0.113.7'))).status).toBe(429)
    edge.onAppend = async () => ({ status: 'committed' })
    expect((await edge.post('/v1/t', event, from('203.0.113.7'))).status).toBe(429)
    expect((await edge.post('/v1/t', event, from('203.0.113.8'))).status).toBe(200)
  })

  it('does not change the answer to a body that could never be taken', async () => {
    const edge = new FakeCollect()
    edge.onAppend = async () => limited('source')
    expect((await edge.post('/v1/t', '{')).status).toBe(400)
  })
})

describe('the log of a visitor', () => {
  it('is the same one every time, and visitors spread over all of them', async () => {
    const edge = new FakeCollect({ shards: 4 })
    const logOf = async (anonymousId: string) => {
      await edge.post('/v1/t', { event: 'E', anonymousId })
      return edge.appends.at(-1)?.log
    }
    const logs: (string | undefined)[] = []
    for (let n = 0; n < 40; n++) logs.push(await logOf(`visitor ${n}`))
    expect(new Set(logs).size).toBe(4)
    expect(await logOf('visitor 7')).toBe(logs[7])
  })

  it.each([
    [{ continent: 'EU', longitude: '2.3' }, 'weur-0'],
    [{ continent: 'EU', longitude: '25.1' }, 'eeur-0'],
    [{ continent: 'NA', longitude: '-122.4' }, 'wnam-0'],
    [{ continent: 'NA', longitude: '-97.7' }, 'enam-0'],
    [{ continent: 'SA' }, 'sam-0'],
    [{ continent: 'AS', country: 'JP' }, 'apac-0'],
    [{ continent: 'AS', country: 'AE' }, 'me-0'],
    [{ continent: 'OC' }, 'oc-0'],
    [{ continent: 'AF' }, 'afr-0'],
    [{ continent: 'AN' }, 'enam-0'],
    [{ continent: 'T1', country: 'T1' }, 'enam-0'],
    [{}, 'enam-0'],
  ])('of %j is %s', async (cf, log) => {
    const edge = new FakeCollect()
    await edge.fetch('/v1/t', {
      method: 'POST',
      body: JSON.stringify({ ...event, writeKey: 'wk_demo' }),
      cf,
    })
    expect(edge.appends[0]?.log).toBe(log)
  })
})

describe('the memory for bodies', () => {
  it('makes requests wait, and is 503 when it stays full', async () => {
    const edge = new FakeCollect()
    edge.budget = { reserve: async () => null }
    const response = await edge.post('/v1/t', event)
    expect(response.status).toBe(503)
    expect(response.headers.get('Retry-After')).toMatch(/^\d+$/)
  })

  it('is given back when the answer is there', async () => {
    const edge = new FakeCollect()
    edge.budget = createByteBudget(1_000, 100)
    for (let n = 0; n < 20; n++) expect((await edge.post('/v1/t', event)).status).toBe(200)
  })

  it('is not held by a caller that sends slowly on purpose', async () => {
    const edge = new FakeCollect()
    edge.budget = createByteBudget(1_000, 1_000)
    let finish = () => {}
    const slow = new ReadableStream({
      start(controller) {
        finish = () => {
          controller.enqueue(new TextEncoder().encode(JSON.stringify({ batch: [event] })))
          controller.close()
        }
      },
    })
    const headers = { Authorization: `Basic ${btoa(`${WRITE_KEY}:`)}` }
    // `duplex` is required with a stream and missing from the types.
    const init = { method: 'POST', body: slow, headers, duplex: 'half' } as RequestInit
    const slowResponse = edge.fetch('/v1/batch', init)
    await vi.advanceTimersByTimeAsync(10)
    const quick = edge.post('/v1/t', event)
    await vi.advanceTimersByTimeAsync(600)
    expect((await quick).status).toBe(200)
    finish()
    await vi.advanceTimersByTimeAsync(10)
    expect((await slowResponse).status).toBe(200)
  })
})
