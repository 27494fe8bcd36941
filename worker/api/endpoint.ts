import * as v from 'valibot'
import type { EditError } from '../db/queries/snapshot.ts'
import type { AccessError } from '../db/queries/team.ts'
import type { Principal } from '../domain/access/can.ts'
import type { Action, ResourceKind } from '../domain/access/resource.ts'
import { err, ok, type Result } from '../domain/result.ts'
import type { ApiDeps } from './api-deps.ts'
import { type ApiError, fail, issuesToErrors } from './errors.ts'

export type Failure = [ApiError, ...ApiError[]]

export interface Call {
  deps: ApiDeps
  principal: Principal
  url: URL
  query: URLSearchParams
  /** Parts of the path, decoded. */
  params: Readonly<Record<string, string>>
  /** The JSON body; undefined when there is none. */
  body: unknown
}

export interface Reply {
  /** Goes out as `{"data": …}`. */
  data?: unknown
  /** Goes out as it is, to be saved under this name. */
  file?: { name: string; contentType: string; text: string }
  /** Default 200. */
  status?: 201
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

export interface WorkspaceEndpoint {
  method: Method
  /** Below `/api`. */
  path: string
  /**
   * What the caller has to be allowed. For kinds of which a caller may see some and not others, the
   * router only refuses making new ones: the handler has to judge the resource itself, by
   * `judgeSource` and its like (test/integration/access-routes.test.ts holds it to that).
   */
  needs: readonly [Action, ResourceKind]
  /** Default 1 MB. */
  maxBodyBytes?: number
  handle(call: Call): Promise<Result<Reply, Failure>>
}

/** Answers callers of no workspace too; who calls is its own business. */
export interface OpenEndpoint {
  method: Method
  path: string
  needs: 'nothing'
  handle(call: { deps: ApiDeps; request: Request }): Promise<Result<Reply, Failure>>
}

export type Endpoint = WorkspaceEndpoint | OpenEndpoint

export const reply = (data: unknown, status?: 201): Result<Reply, never> =>
  ok({ data, ...(status !== undefined && { status }) })

export function parseBody<S extends v.GenericSchema>(
  schema: S,
  body: unknown,
): Result<v.InferOutput<S>, Failure> {
  const parsed = v.safeParse(schema, body)
  return parsed.success ? ok(parsed.output) : err(issuesToErrors(parsed.issues))
}

/** What any edit may run into. */
export function editFailure(error: EditError): Result<never, Failure> {
  switch (error.reason) {
    case 'busy':
      return fail('service-unavailable', 'Other edits kept coming first. Try again.')
    case 'too_large':
      return fail('conflict', 'The workspace has reached the most that a configuration can hold.')
    default:
      return error satisfies never
  }
}

/** What any edit of a team may run into. */
export function accessFailure(error: AccessError): Result<never, Failure> {
  switch (error.reason) {
    case 'busy':
      return fail('service-unavailable', 'Other edits kept coming first. Try again.')
    case 'last_owner':
      return fail('conflict', 'A workspace keeps at least one owner. Make somebody else one first.')
    default:
      return error satisfies never
  }
}
