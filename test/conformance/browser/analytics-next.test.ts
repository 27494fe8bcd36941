import { afterAll, beforeAll, describe } from 'vitest'
import { eventually } from '../../harness/eventually.ts'
import { startReceiver } from '../../harness/receiver.ts'
import { type Service, startService } from '../../harness/service.ts'
import { openWorkspace } from '../../harness/workspace.ts'
import { browserScenarios } from './scenarios.ts'
import type { SeenEvent, Target } from './target.ts'

let service: Service

beforeAll(async () => {
  service = await startService()
})
afterAll(async () => {
  await service?.stop()
})

/** A source of the running service with a webhook behind it: what arrives there is what counts. */
async function startServiceTarget(): Promise<Target> {
  const receiver = await startReceiver()
  const workspace = openWorkspace(service)
  const source = await workspace.createSource('javascript')
  await workspace.createWebhook(source, receiver.url)
  await eventually('the webhook in the settings of the source', async () => {
    const response = await fetch(`${service.origin}/v1/projects/${source.writeKey}/settings`)
    const settings = (await response.json()) as { integrations?: Record<string, unknown> }
    return Object.keys(settings.integrations ?? {}).length > 1 ? true : undefined
  })
  return {
    origin: service.origin,
    writeKey: source.writeKey,
    once: true,
    // The webhook's body is the event as the library made it, and more.
    events: async () =>
      receiver.deliveries.flatMap((delivery) => delivery.events) as unknown as SeenEvent[],
    stop: receiver.stop,
  }
}

describe('the library from npm, through our snippet and the running service, to a webhook', () => {
  browserScenarios(startServiceTarget)
})
