import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSdkRequests, type SdkRequest, sdkRequestInit } from '../builders/sdk-requests.ts'
import { type Receiver, startReceiver } from '../harness/receiver.ts'
import { type Service, startService } from '../harness/service.ts'
import { openWorkspace } from '../harness/workspace.ts'

/** Requests in the shapes of libraries that do not run here (Python, Go, Ruby, Swift, ...). */

/** The fixtures name it where the real key goes. */
const PLACEHOLDER_KEY = 'fixture-write-key'

let service: Service
let receiver: Receiver
let writeKey: string

beforeAll(async () => {
  service = await startService()
  receiver = await startReceiver()
  const workspace = openWorkspace(service)
  const source = await workspace.createSource('http-api')
  writeKey = source.writeKey
  await workspace.createWebhook(source, receiver.url)
})
afterAll(async () => {
  await service?.stop()
  await receiver?.stop()
})

const librariesOf = (key: string) => readSdkRequests(key)

function itemsOf(body: unknown): { messageId?: string }[] {
  if (typeof body !== 'object' || body === null) return []
  return 'batch' in body && Array.isArray(body.batch) ? body.batch : [body]
}

/** Ids that the library gave; nothing else tells which event came from which request. */
const messageIdsOf = (request: SdkRequest): string[] =>
  itemsOf(request.body).flatMap(({ messageId }) => messageId ?? [])

describe.each(librariesOf(PLACEHOLDER_KEY))('$library', ({ library, requests }) => {
  it.each(requests.map(({ name }) => name))('%s', async (name) => {
    const request = librariesOf(writeKey)
      .find((candidate) => candidate.library === library)
      ?.requests.find((candidate) => candidate.name === name)
    if (request === undefined) throw new Error('fixtures changed while they were read')
    const response = await fetch(service.origin + request.path, sdkRequestInit(request))
    expect(response.status).toBe(request.expect.status)
    if (request.method !== 'POST') {
      await response.body?.cancel()
      return
    }
    const body = (await response.json()) as { success: boolean; rejected?: unknown[] }
    expect(body.success).toBe(request.expect.status === 200)
    expect(body.rejected ?? []).toHaveLength(request.expect.rejected)
    const messageIds = messageIdsOf(request)
    if (request.expect.accepted !== messageIds.length) return
    await receiver.waitFor(messageIds)
    for (const [index, expected] of (request.expect.events ?? []).entries()) {
      expect(receiver.event(messageIds[index] ?? '')).toMatchObject(expected)
    }
  })
})

it('delivers each event once, however often its library sends it', () => {
  expect([...receiver.counts()].filter(([, count]) => count > 1)).toEqual([])
})
