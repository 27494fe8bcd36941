import { describe, expect, it } from 'vitest'
import type { Trace, TraceAnswer } from '../../worker/api/contract/trace.ts'
import { askForTrace } from './ask.ts'
import { describeTrace } from './describe-trace.ts'
import { parseOptions } from './options.ts'

const makeTrace = (overrides: Partial<Trace> = {}): Trace => ({
  messageId: 'm-1',
  sourceId: 'src_a',
  sourceName: 'Website',
  acceptId: 'enam-0.41.7',
  receivedAt: '2026-11-23T17:00:00.000Z',
  region: 'enam',
  shard: 0,
  kept: 'archive',
  archiveKey: 'archive/v1/src_a/2026/11/23/17/enam-0-1.ndjson.gz',
  outcome: 'passed',
  code: '',
  message: '',
  event: { type: 'track', event: 'Ordered', properties: { note: 'a\u001b[31mred' } },
  repeats: 1,
  stages: [
    {
      stage: 'enforce-schema',
      effect: 'changed',
      message: '1 field omitted',
      code: '',
      patch: [{ op: 'remove', path: '/traits/email' }],
    },
  ],
  profile: null,
  destinations: [
    {
      destinationId: 'dst_a',
      name: 'Orders',
      slug: 'webhooks',
      outcome: 'awaiting retry',
      code: '503',
      message: 'the destination answered with status 503',
      incomplete: false,
      attempts: [
        {
          attempt: 1,
          startedAt: '2026-11-23T17:00:01.000Z',
          settledAt: '2026-11-23T17:00:02.000Z',
          latencyMs: 84.4,
          outcome: 'retry',
          code: '503',
          status: 503,
          message: 'the webhook answered 503',
          retryAt: '2026-11-23T17:00:04.000Z',
          unattempted: false,
          requestFrom: 'rebuilt',
          request: {
            method: 'POST',
            url: 'https://orders.test/••••',
            headers: { 'content-type': 'application/json' },
            body: '{"event":"\u001b[2J"}',
          },
          response: 'busy',
        },
      ],
    },
  ],
  ...overrides,
})

const DEFAULTS = { url: 'http://localhost:8787', token: 'hwt_local' }

describe('the arguments', () => {
  it('are a message id and options', () => {
    const args = [
      'm-1',
      '--source',
      'src_a',
      '--day=2026-11-23',
      '--json',
      '--url',
      'https://h.test/',
    ]
    expect(parseOptions(args, DEFAULTS)).toEqual({
      ok: true,
      value: {
        messageId: 'm-1',
        sourceId: 'src_a',
        day: '2026-11-23',
        json: true,
        url: 'https://h.test',
        token: 'hwt_local',
      },
    })
  })

  it.each([
    [[], 'Which messageId'],
    [['a', 'b'], 'One messageId'],
    [['a', '--nonsense'], 'nonsense'],
    [['a', '--url', 'nowhere'], 'Not a URL'],
    [['a', '--token='], 'token'],
  ])('%j are refused with a word why', (args, words) => {
    expect(parseOptions(args, DEFAULTS)).toMatchObject({
      ok: false,
      error: expect.stringContaining(words),
    })
  })
})

describe('asking', () => {
  const options = {
    messageId: 'a/b',
    sourceId: null,
    day: '2026-11-23',
    url: 'http://h',
    token: 't',
  }

  it('goes on with the cursor until something is found, and says how far it is', async () => {
    const asked: string[] = []
    const progress: unknown[] = []
    const answers: TraceAnswer[] = [
      { traces: [], search: { in: 'archive', partial: false, searched: 2, total: 4, next: 'c+1' } },
      {
        traces: [makeTrace()],
        search: { in: 'archive', partial: false, searched: 3, total: 4, next: 'c2' },
      },
    ]
    const found = await askForTrace(options, {
      fetch: async (input) => {
        asked.push(String(input))
        return Response.json({ data: answers.shift() })
      },
      progress: (search) => void progress.push(search.searched),
    })
    expect(found.traces).toHaveLength(1)
    expect(asked).toEqual([
      'http://h/api/traces/a%2Fb?day=2026-11-23',
      'http://h/api/traces/a%2Fb?day=2026-11-23&cursor=c%2B1',
    ])
    expect(progress).toEqual([2, 3])
  })

  it('tells what went wrong in words', async () => {
    const deps = { progress: () => {} }
    const refuse = async () =>
      Response.json({ errors: [{ message: 'The token is not known.' }] }, { status: 401 })
    await expect(askForTrace(options, { ...deps, fetch: refuse })).rejects.toThrow(
      'http://h answered 401: The token is not known.',
    )
    const fail = () => Promise.reject(new TypeError('fetch failed'))
    await expect(askForTrace(options, { ...deps, fetch: fail })).rejects.toThrow('does not answer')
  })
})

describe('the text', () => {
  it('tells the story in order, with nothing that a terminal would obey', () => {
    const text = describeTrace(makeTrace())
    expect(text).toContain('track Ordered  m-1')
    expect(text).toContain('passed')
    expect(text).toContain('remove /traits/email')
    expect(text).toContain(
      'Orders (webhooks, dst_a): awaiting retry (503) - the destination answered with status 503',
    )
    expect(text).toContain('attempt 1: retry (503) - the webhook answered 503 in 84 ms, next try')
    expect(text).toContain('POST https://orders.test/••••  (made anew')
    expect(text).toContain('answered: busy')
    expect(text).not.toContain('\u001b')
  })

  it('says so where there is nothing to show', () => {
    const text = describeTrace(makeTrace({ event: null, destinations: [], kept: 'log' }))
    expect(text).toContain('is not kept')
    expect(text).toContain('still in its log')
    expect(text).toMatch(/Destinations\n {4}none$/)
  })
})
