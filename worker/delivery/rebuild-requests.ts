import type { CapturedRequest } from '../messages/delivery-trace-rpc.ts'
import type { DestinationTestRequest } from '../messages/destination-test.ts'
import { type TestDeliveryDeps, testDelivery } from './test-delivery.ts'

const MAX_BODY_CHARS = 4096

/**
 * What an event would be sent as, by a configuration: the destination's own code runs, and what it
 * sends is written down, without secrets, instead of going out. Of a batch it is the event's own part.
 * Nothing when the settings cannot be used or opened.
 */
export async function rebuildRequests(
  request: DestinationTestRequest,
  deps: Omit<TestDeliveryDeps, 'createRequest'>,
): Promise<CapturedRequest[]> {
  const { oauth: _, ...rest } = deps
  const { requests } = await testDelivery(request, { ...rest, createRequest: () => takeAll })
  return requests.map(({ method, url, headers, body }) => {
    return { method, url, headers, body: body.slice(0, MAX_BODY_CHARS) }
  })
}

/** A partner that takes everything, and gives a token to who asks for one: nothing goes out. */
const takeAll: ReturnType<TestDeliveryDeps['createRequest']> = async ({ confidential }) => ({
  status: 200,
  headers: new Headers(),
  body: confidential ? '{"access_token":"-","token_type":"Bearer","expires_in":3600}' : '',
  latencyMs: 0,
})
