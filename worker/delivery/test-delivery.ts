import type { SendContext } from '../destinations/destination.ts'
import type { AttemptResult } from '../messages/delivery-log-rpc.ts'
import type {
  DestinationTestRequest,
  DestinationTestResult,
  RequestTrace,
} from '../messages/destination-test.ts'
import { InvalidSettings, SecretsUnreadable } from './attempt-errors.ts'
import type { Blotter } from './blot-secrets.ts'
import { type OpenDestinationDeps, openDestination } from './open-destination.ts'

type RequestClient = SendContext['request']
type OutboundRequest = Parameters<RequestClient>[0]

const DEADLINE_MS = 20_000
const MAX_BODY_CHARS = 16_000

export interface TestDeliveryDeps extends OpenDestinationDeps {
  /** Aborts after so many milliseconds. */
  deadline(ms: number): AbortSignal
}

/**
 * Sends one event as an attempt would, and writes down every request and answer, without the secrets
 * that the settings hold. Nothing is kept, counted or tried again.
 */
export async function testDelivery(
  { destination: config, event }: DestinationTestRequest,
  deps: TestDeliveryDeps,
): Promise<DestinationTestResult> {
  const startedAt = deps.now()
  const requests: RequestTrace[] = []
  const done = (result: AttemptResult): DestinationTestResult => ({
    outcome: result.outcome === 'not_attempted' ? 'retry' : result.outcome,
    code: result.outcome === 'not_attempted' ? 'ETIMEDOUT' : result.code,
    message: result.message ?? '',
    latencyMs: deps.now() - startedAt,
    requests,
  })
  try {
    const signal = deps.deadline(DEADLINE_MS)
    const { entry, settings, secrets, ctx } = await openDestination(config, deps, signal)
    const destination = await entry.load()
    const { destinationId, sourceId, mappings } = config
    let result: AttemptResult = { outcome: 'not_attempted', code: '' }
    await destination.send(
      {
        settings,
        events: [{ ...event, hops: 0, attempt: 1, progress: null }],
        owner: { destinationId, sourceId },
        ...(mappings && { mappings }),
      },
      (_, reported) => {
        result = reported
      },
      { ...ctx, request: recording(ctx.request, requests, secrets.blotter, deps.now) },
    )
    return done(secrets.clean(result))
  } catch (error) {
    if (error instanceof InvalidSettings) {
      return done({ outcome: 'failed', code: 'INVALID_SETTINGS', message: error.message })
    }
    if (error instanceof SecretsUnreadable) {
      return done({ outcome: 'failed', code: 'SECRETS_UNREADABLE', message: error.message })
    }
    throw error
  }
}

function recording(
  request: RequestClient,
  traces: RequestTrace[],
  blotter: () => Blotter,
  now: () => number,
): RequestClient {
  return async (outbound) => {
    const blot = blotter()
    const startedAt = now()
    const trace: RequestTrace = {
      ...describe(outbound, blot),
      response: null,
      error: '',
      latencyMs: 0,
    }
    traces.push(trace)
    try {
      const response = await request(outbound)
      trace.response = {
        status: response.status,
        headers: blot.headers(Object.fromEntries(response.headers)),
        body: outbound.confidential ? '' : blot.text(response.body).slice(0, MAX_BODY_CHARS),
      }
      return response
    } catch (error) {
      if (error instanceof Error) trace.error = blot.text(describeError(error))
      throw error
    } finally {
      trace.latencyMs = now() - startedAt
    }
  }
}

/** What the client throws has a code, such as `ETIMEDOUT`. */
const describeError = (error: Error): string =>
  'code' in error ? `${String(error.code)}: ${error.message}` : 'the request failed'

const describe = (request: OutboundRequest, blot: Blotter) => ({
  method: request.method,
  url: blot.text(request.url),
  headers: blot.headers(request.headers),
  body: blot.text(bodyOf(request)).slice(0, MAX_BODY_CHARS),
})

function bodyOf({ body, confidential }: OutboundRequest): string {
  if (confidential) return ''
  return typeof body === 'string' ? body : body ? `(${body.byteLength} bytes)` : ''
}
