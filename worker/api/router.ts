import { type IRequest, Router } from 'itty-router'
import { can, isScoped } from '../domain/access/can.ts'
import { ok, type Result } from '../domain/result.ts'
import type { ApiDeps } from './api-deps.ts'
import { authorize } from './authorize.ts'
import type { Endpoint, Failure, Method, Reply, WorkspaceEndpoint } from './endpoint.ts'
import { errorResponse, fail } from './errors.ts'
import { alertEndpoints } from './resources/alerts.ts'
import { auditEndpoints } from './resources/audit.ts'
import { booksEndpoints } from './resources/books.ts'
import { catalogEndpoints } from './resources/catalog.ts'
import { deliveryEndpoints } from './resources/deliveries.ts'
import { deliveryOverviewEndpoints } from './resources/delivery-overview.ts'
import { deliveryOverviewStepEndpoints } from './resources/delivery-overview-steps.ts'
import { destinationFilterEndpoints } from './resources/destination-filters.ts'
import { destinationTestEndpoints } from './resources/destination-test.ts'
import { destinationEndpoints } from './resources/destinations.ts'
import { fieldPathsEndpoints } from './resources/field-paths.ts'
import { filterPreviewEndpoints } from './resources/filter-preview.ts'
import { groupEndpoints } from './resources/groups.ts'
import { inviteEndpoints } from './resources/invites.ts'
import { labelEndpoints } from './resources/labels.ts'
import { mappingToolEndpoints } from './resources/mapping-tools.ts'
import { mappingEndpoints } from './resources/mappings.ts'
import { meEndpoints } from './resources/me.ts'
import { overviewEndpoints } from './resources/overview.ts'
import { planDraftEndpoints } from './resources/plan-drafts.ts'
import { planFileEndpoints } from './resources/plan-files.ts'
import { planRuleEndpoints } from './resources/plan-rules.ts'
import { planSourceEndpoints } from './resources/plan-sources.ts'
import { recentEventsEndpoints } from './resources/recent-events.ts'
import { roleEndpoints } from './resources/roles.ts'
import { schemaEndpoints } from './resources/schema.ts'
import { schemaControlsEndpoints } from './resources/schema-controls.ts'
import { sourceEndpoints } from './resources/sources.ts'
import { tokenEndpoints } from './resources/tokens.ts'
import { traceEndpoints } from './resources/traces.ts'
import { trackingPlanEndpoints } from './resources/tracking-plans.ts'
import { userEndpoints } from './resources/users.ts'
import { violationEndpoints } from './resources/violations.ts'
import { workspaceEndpoints } from './resources/workspace.ts'
import { writeKeyEndpoints } from './resources/write-keys.ts'

const MAX_BODY_BYTES = 1_000_000

export const ENDPOINTS: readonly Endpoint[] = [
  ...workspaceEndpoints,
  ...sourceEndpoints,
  ...writeKeyEndpoints,
  ...schemaEndpoints,
  ...schemaControlsEndpoints,
  ...fieldPathsEndpoints,
  ...destinationEndpoints,
  ...destinationFilterEndpoints,
  ...filterPreviewEndpoints,
  ...mappingEndpoints,
  ...mappingToolEndpoints,
  ...deliveryEndpoints,
  ...deliveryOverviewEndpoints,
  ...deliveryOverviewStepEndpoints,
  ...catalogEndpoints,
  ...booksEndpoints,
  ...auditEndpoints,
  ...meEndpoints,
  ...roleEndpoints,
  ...userEndpoints,
  ...inviteEndpoints,
  ...groupEndpoints,
  ...tokenEndpoints,
  ...labelEndpoints,
  ...overviewEndpoints,
  ...recentEventsEndpoints,
  ...destinationTestEndpoints,
  ...traceEndpoints,
  ...trackingPlanEndpoints,
  ...planRuleEndpoints,
  ...planDraftEndpoints,
  ...planSourceEndpoints,
  ...planFileEndpoints,
  ...violationEndpoints,
  ...alertEndpoints,
]

/** The management API below `/api`. It answers every request, and never throws. */
export function createApi(): (request: Request, deps: ApiDeps) => Promise<Response> {
  const router = Router<IRequest, [ApiDeps]>({ base: '/api' })
  for (const endpoint of ENDPOINTS) {
    const method = endpoint.method.toLowerCase() as Lowercase<Method>
    router[method](endpoint.path, (request, deps) => call(endpoint, request, deps))
  }
  for (const path of new Set(ENDPOINTS.map((endpoint) => endpoint.path))) {
    const allowed = ENDPOINTS.filter((endpoint) => endpoint.path === path)
    router.all(path, () => methodNotAllowed(allowed.map((endpoint) => endpoint.method)))
  }
  router.all('*', () => errorResponse(fail('not-found', 'There is no such endpoint.').error))

  return async (request, deps) => {
    try {
      return await router.fetch(request, deps)
    } catch (cause) {
      const { method, url } = request
      const path = new URL(url).pathname.replace(/(\/writekey\/).*/, '$1…')
      console.error({ event: 'api request failed', method, path, error: rootCause(cause) })
      return errorResponse(fail('internal', 'Something went wrong on this side.').error)
    }
  }
}

/** The innermost error only: the query builder's own error repeats the values it was given. */
function rootCause(error: unknown): string {
  let root = error
  while (root instanceof Error && root.cause !== undefined) root = root.cause
  return root instanceof Error ? (root.stack ?? root.message) : 'not an error'
}

async function call(endpoint: Endpoint, request: IRequest, deps: ApiDeps): Promise<Response> {
  // itty hands over the request it was given; its own type leaves that open.
  const raw = request as unknown as Request
  const answer =
    endpoint.needs === 'nothing'
      ? await endpoint.handle({ deps, request: raw })
      : await callInWorkspace(endpoint, request, raw, deps)
  return answer.ok ? respond(answer.value) : errorResponse(answer.error)
}

async function callInWorkspace(
  endpoint: WorkspaceEndpoint,
  request: IRequest,
  raw: Request,
  deps: ApiDeps,
): Promise<Result<Reply, Failure>> {
  const principal = await authorize(raw, deps)
  if (!principal.ok) return principal
  const [action, kind] = endpoint.needs
  const judgedByHandler = isScoped(kind) && action !== 'create'
  if (!judgedByHandler && !can(principal.value, action, { kind })) {
    return fail('forbidden', `You may not ${action} ${kind} resources.`)
  }
  const params = decodeParams(request.params)
  if (!params.ok) return params
  const body = await readBody(raw, endpoint.maxBodyBytes ?? MAX_BODY_BYTES)
  if (!body.ok) return body
  const url = new URL(request.url)
  return endpoint.handle({
    deps,
    principal: principal.value,
    url,
    query: url.searchParams,
    params: params.value,
    body: body.value,
  })
}

function respond({ data, file, status }: Reply): Response {
  const headers = new Headers({ 'cache-control': 'no-store' })
  if (file === undefined) return Response.json({ data }, { status: status ?? 200, headers })
  headers.set('content-type', file.contentType)
  headers.set('content-disposition', `attachment; filename="${file.name}"`)
  headers.set('x-content-type-options', 'nosniff')
  return new Response(file.text, { headers })
}

function methodNotAllowed(methods: string[]): Response {
  const allow = methods.join(', ')
  const response = errorResponse(fail('method-not-allowed', `Allowed here: ${allow}.`).error)
  response.headers.set('allow', allow)
  return response
}

function decodeParams(params: Record<string, string>): Result<Record<string, string>, Failure> {
  try {
    return ok(
      Object.fromEntries(
        Object.entries(params).map(([name, value]) => [name, decodeURIComponent(value)]),
      ),
    )
  } catch {
    return fail('not-found', 'The path is not well encoded.')
  }
}

/** Read piece by piece, so that a body without a stated length cannot fill the memory either. */
async function readBody(request: Request, maxBytes: number): Promise<Result<unknown, Failure>> {
  if (request.method === 'GET' || request.method === 'DELETE') return ok(undefined)
  if (request.body === null) return ok(undefined)
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of request.body as ReadableStream<Uint8Array>) {
    bytes += piece.byteLength
    if (bytes > maxBytes) {
      return fail('payload-too-large', `A body may have ${maxBytes} bytes.`)
    }
    pieces.push(piece)
  }
  if (bytes === 0) return ok(undefined)
  try {
    return ok(JSON.parse(await new Blob(pieces).text()))
  } catch {
    return fail('bad-request', 'The body is not JSON.')
  }
}
