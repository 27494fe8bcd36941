import { WorkerEntrypoint } from 'cloudflare:workers'
import { runAttempt } from '../delivery/attempt.ts'
import { SecretsUnreadable } from '../delivery/attempt-errors.ts'
import { handleRings } from '../delivery/consumer.ts'
import {
  checkMappingOf,
  credentialsTest,
  dynamicField,
  type MappingServiceDeps,
  previewMapping,
} from '../delivery/mapping-service.ts'
import { rebuildRequests } from '../delivery/rebuild-requests.ts'
import { sendNotices } from '../delivery/send-notices.ts'
import { testDelivery } from '../delivery/test-delivery.ts'
import { destinationCatalog } from '../destinations/catalog.ts'
import { overrideOutbound } from '../destinations/outbound-override.ts'
import { createRequestClient } from '../destinations/request.ts'
import type { DestinationConfig, SealedSettings } from '../domain/config/snapshot.ts'
import { type DeliveryEnv, type DeliveryServiceRpc, deliveryVarsSchema } from '../env.ts'
import type { CapturedRequest } from '../messages/delivery-trace-rpc.ts'
import type { DestinationTestRequest, DestinationTestResult } from '../messages/destination-test.ts'
import type {
  CredentialsTestResult,
  DynamicFieldRequest,
  DynamicFieldResult,
  MappingCheckRequest,
  MappingPreviewRequest,
  MappingPreviewResult,
  MappingServiceRpc,
} from '../messages/mapping-rpc.ts'
import type { Notice, NoticeServiceRpc } from '../messages/notice-rpc.ts'
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

/** What the work of this Worker takes from its bindings, whoever asked for it. */
function sharedDeps(env: DeliveryEnv) {
  const vars = parseVars(deliveryVarsSchema, env)
  const seal = (secrets: Record<string, unknown>) => sealSecrets(vars.DELIVERY_PRIVATE_KEY, secrets)
  return {
    catalog: destinationCatalog,
    open: (sealed: SealedSettings) => openSecrets(vars.DELIVERY_PRIVATE_KEY, sealed),
    seal,
    sha256: sha256Hex,
    sleep,
    createRequest: (signal: AbortSignal) =>
      createRequestClient({
        fetch: overrideOutbound((input, init) => fetch(input, init), vars.OUTBOUND_OVERRIDE),
        now: Date.now,
        signal,
        allowPrivateTargets: vars.ALLOW_PRIVATE_TARGETS,
      }),
    now: Date.now,
  }
}

/** The same for what a person tries; tokens are renewed where attempts do it. */
function trialDeps(env: DeliveryEnv): MappingServiceDeps {
  const deps = sharedDeps(env)
  return {
    ...deps,
    deadline: (ms) => AbortSignal.timeout(ms),
    oauth: { ...deps, log: (destinationId) => env.DELIVERY_LOG.getByName(destinationId) },
  }
}

/** Runs one attempt under a `waitUntil` of its own, apart from the queue consumer that began it. */
export class Attempt extends WorkerEntrypoint<DeliveryEnv> {
  start(ring: DeliveriesRing): void {
    const work = runAttempt(ring, {
      ...sharedDeps(this.env),
      log: (name) => this.env.DELIVERY_LOG.getByName(name),
      random: Math.random,
      report,
    })
    this.ctx.waitUntil(
      work.catch((error: unknown) => report({ failed: 'attempt', ...ring, error: String(error) })),
    )
  }
}

/** What the app Worker may ask of this one. */
export class DeliveryService
  extends WorkerEntrypoint<DeliveryEnv>
  implements DeliveryServiceRpc, MappingServiceRpc, NoticeServiceRpc
{
  publicKey(): Promise<{ kid: string; key: string }> {
    return publicKeyOf(parseVars(deliveryVarsSchema, this.env).DELIVERY_PRIVATE_KEY)
  }

  testDestination(request: DestinationTestRequest): Promise<DestinationTestResult> {
    return testDelivery(request, trialDeps(this.env))
  }

  rebuildRequests(request: DestinationTestRequest): Promise<CapturedRequest[]> {
    return rebuildRequests(request, trialDeps(this.env))
  }

  previewMapping(request: MappingPreviewRequest): Promise<MappingPreviewResult> {
    return previewMapping(request, trialDeps(this.env))
  }

  checkMapping(request: MappingCheckRequest): Promise<{ field: string; message: string }[]> {
    return checkMappingOf(request)
  }

  dynamicField(request: DynamicFieldRequest): Promise<DynamicFieldResult> {
    return dynamicField(request, trialDeps(this.env))
  }

  sendNotices(notices: readonly Notice[]): Promise<string[]> {
    return sendNotices(notices, sharedDeps(this.env))
  }

  testCredentials(destination: DestinationConfig): Promise<CredentialsTestResult> {
    return credentialsTest(destination, trialDeps(this.env))
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
