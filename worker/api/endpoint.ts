import * as v from 'valibot'
import type { EditError } from '../db/queries/snapshot.ts'
import type { Action, Principal, ResourceKind } from '../domain/access/can.ts'
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
  data: unknown
  /** Default 200. */
  status?: 201
}

export interface Endpoint {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Below `/api`. */
  path: string
  needs: readonly [Action, ResourceKind]
  handle(call: Call): Promise<Result<Reply, Failure>>
}

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
