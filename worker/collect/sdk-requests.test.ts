import { describe, expect, it } from 'vitest'
import { readSdkRequests, sdkRequestInit } from '../../test/builders/sdk-requests.ts'
import { FakeCollect, WRITE_KEY } from '../../test/fakes/fake-collect.ts'

describe.each(readSdkRequests(WRITE_KEY))('$library', ({ requests }) => {
  it.each(requests)('$name', async (request) => {
    const edge = new FakeCollect()
    const response = await edge.fetch(request.path, sdkRequestInit(request))
    const { status, accepted, rejected, events = [] } = request.expect
    expect(response.status).toBe(status)
    if (request.method === 'POST') {
      const body = (await response.json()) as { success: boolean; rejected?: unknown[] }
      expect(body.success).toBe(status === 200)
      expect(body.rejected ?? []).toHaveLength(rejected)
    }
    expect(edge.events()).toHaveLength(accepted)
    expect(edge.events()).toMatchObject([...events, ...edge.events().slice(events.length)])
  })
})
