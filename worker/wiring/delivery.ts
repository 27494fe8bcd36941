import { WorkerEntrypoint } from 'cloudflare:workers'
import { runAttempt } from '../delivery/attempt.ts'
import { SecretsUnreadable } from '../delivery/attempt-errors.ts'
import { handleRings } from '../delivery/consumer.ts'
import { rebuildRequests } from '../delivery/rebuild-requests.ts'
import { testDelivery } from '../delivery/test-delivery.ts'
import { destinationCatalog } from '../destinations/catalog.ts'
import { createRequestClient } from '../destinations/request.ts'
import type { SealedSettings } from '../domain/config/snapshot.ts'
import { type DeliveryEnv, type DeliveryServiceRpc, deliveryVarsSchema } from '../env.ts'
import type { CapturedRequest } from '../messages/delivery-trace-rpc.ts'
import type { DestinationTestRequest, DestinationTestResult } from '../messages/destination-test.ts'
import type { DeliveriesRing } from '../messages/ring.ts'
import { parseVars } from '../platform/parse-vars.ts'
import { open, publicKeyOf, seal, UnopenableBox } from '../platform/sealed-box.ts'
import { sha256Hex } from '../platform/sha256.ts'

const report = (problem: Record<string, unknown>): void => console.error(JSON.stringify(problem))

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

async function openSecrets(key: string, sealed: SealedSettings): Promise<Record<string, unknown>> {
  try {
    return await open(key, sealed)
  } catch (cause) {
    if (cause instanceof UnopenableBox) throw new SecretsUnreadable(cause.message, { cause })
    throw cause
  }
}

async function sealSecrets(
  privateKey: string,
  secrets: Record<string, unknown>,
): Promise<SealedSettings> {
  const { key, kid } = await publicKeyOf(privateKey)
  return seal(key, kid, secrets)
}

/** Runs one attempt under a `waitUntil` of its own, apart from the queue consumer that began it. */
export class Attempt extends WorkerEntrypoint<DeliveryEnv> {
  start(ring: DeliveriesRing): void {
    const vars = parseVars(deliveryVarsSchema, this.env)
    const work = runAttempt(ring, {
      log: (name) => this.env.DELIVERY_LOG.getByName(name),
      catalog: destinationCatalog,
      open: (sealed) => openSecrets(vars.DELIVERY_PRIVATE_KEY, sealed),
      seal: (secrets) => sealSecrets(vars.DELIVERY_PRIVATE_KEY, secrets),
      sha256: sha256Hex,
      createRequest: (signal) =>
        createRequestClient({
          fetch: (input, init) => fetch(input, init),
          now: Date.now,
          signal,
          allowPrivateTargets: vars.ALLOW_PRIVATE_TARGETS,
        }),
      now: Date.now,
      random: Math.random,
      sleep,
      report,
    })
    this.ctx.waitUntil(
      work.catch((error: unknown) => report({ failed: 'attempt', ...ring, error: String(error) })),
    )
  }
}

/** What the app Worker may ask of this one. */
export class DeliveryService extends WorkerEntrypoint<DeliveryEnv> implements DeliveryServiceRpc {
  publicKey(): Promise<{ kid: string; key: string }> {
    return publicKeyOf(parseVars(deliveryVarsSchema, this.env).DELIVERY_PRIVATE_KEY)
  }

  testDestination(request: DestinationTestRequest): Promise<DestinationTestResult> {
    const vars = parseVars(deliveryVarsSchema, this.env)
    return testDelivery(request, {
      catalog: destinationCatalog,
      open: (sealed) => openSecrets(vars.DELIVERY_PRIVATE_KEY, sealed),
      createRequest: (signal) =>
        createRequestClient({
          fetch: (input, init) => fetch(input, init),
          now: Date.now,
          signal,
          allowPrivateTargets: vars.ALLOW_PRIVATE_TARGETS,
        }),
      now: Date.now,
      deadline: (ms) => AbortSignal.timeout(ms),
    })
  }

  rebuildRequests(request: DestinationTestRequest): Promise<CapturedRequest[]> {
    const vars = parseVars(deliveryVarsSchema, this.env)
    return rebuildRequests(request, {
      catalog: destinationCatalog,
      open: (sealed) => openSecrets(vars.DELIVERY_PRIVATE_KEY, sealed),
      now: Date.now,
      deadline: (ms) => AbortSignal.timeout(ms),
    })
  }
}

export const delivery = {
  async queue(batch: MessageBatch, _env: DeliveryEnv, ctx: ExecutionContext): Promise<void> {
    await handleRings(batch.messages, {
      start: async (ring) => {
        await attemptOf(ctx).start(ring)
      },
      report,
    })
  },

  async fetch(request: Request, env: DeliveryEnv): Promise<Response> {
    if (new URL(request.url).pathname !== '/healthz') {
      return new Response('not found', { status: 404 })
    }
    try {
      await publicKeyOf(parseVars(deliveryVarsSchema, env).DELIVERY_PRIVATE_KEY)
      return new Response('ok')
    } catch (error) {
      report({ failed: 'healthz', error: String(error) })
      return new Response('unavailable', { status: 503 })
    }
  },
} satisfies ExportedHandler<DeliveryEnv>

/** This Worker's own entrypoint, as the runtime hands it out; its types know no names of ours. */
function attemptOf(ctx: ExecutionContext): { start(ring: DeliveriesRing): Promise<void> } {
  const { Attempt: entrypoint } = ctx.exports as unknown as {
    Attempt: (options: object) => { start(ring: DeliveriesRing): Promise<void> }
  }
  return entrypoint({})
}
