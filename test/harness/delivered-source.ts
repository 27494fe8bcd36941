import { type Receiver, startReceiver } from './receiver.ts'
import { type Service, startService } from './service.ts'
import { openWorkspace, type TestSource } from './workspace.ts'

/** A running service with a source whose events go to a webhook. */
export interface DeliveredSource {
  service: Service
  receiver: Receiver
  source: TestSource
  /** Another source, for events that are there only to move the log on. */
  filler: TestSource
  stop(): Promise<void>
}

export async function startDeliveredSource(catalogSlug: string): Promise<DeliveredSource> {
  const service = await startService()
  const receiver = await startReceiver()
  const workspace = openWorkspace(service)
  const source = await workspace.createSource(catalogSlug)
  const filler = await workspace.createSource()
  await workspace.createWebhook(source, receiver.url)
  const stop = async () => {
    await service.stop()
    await receiver.stop()
  }
  return { service, receiver, source, filler, stop }
}
