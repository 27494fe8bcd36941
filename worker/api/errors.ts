import type * as v from 'valibot'

/** Every kind of error that the management API answers with, and its status. */
export const ERROR_STATUS = {
  'bad-request': 400,
  unauthorized: 401,
  forbidden: 403,
  'not-found': 404,
  'method-not-allowed': 405,
  conflict: 409,
  'payload-too-large': 413,
  internal: 500,
  'service-unavailable': 503,
} as const
export type ErrorType = keyof typeof ERROR_STATUS

export interface ApiError {
  type: ErrorType
  message: string
  /** Input field that is to blame, e.g. `settings.hooks.0.hook` or `pagination[count]`. */
  field?: string
}

/** A `Result` that is known to have failed. */
export interface Failed {
  ok: false
  error: [ApiError, ...ApiError[]]
}

/** What was asked for cannot be done: one entry per thing that is wrong, all of one type. */
export const fail = (type: ErrorType, message: string, field?: string): Failed => ({
  ok: false,
  error: [{ type, message, ...(field !== undefined && { field }) }],
})

export const notFound = (what: string) => fail('not-found', `There is no such ${what}.`)

/** One error per field, the first of each. */
export function issuesToErrors(
  issues: readonly v.BaseIssue<unknown>[],
  prefix = '',
): [ApiError, ...ApiError[]] {
  const byField = new Map<string, ApiError>()
  for (const issue of issues) {
    const path = (issue.path ?? []).map((item) => String(item.key)).join('.')
    const field = [prefix, path].filter((part) => part !== '').join('.')
    if (byField.has(field)) continue
    byField.set(field, {
      type: 'bad-request',
      message: messageOf(issue),
      ...(field !== '' && { field }),
    })
  }
  const [first, ...others] = byField.values()
  return [first ?? { type: 'bad-request', message: 'The request is not valid.' }, ...others]
}

function messageOf(issue: v.BaseIssue<unknown>): string {
  if (issue.type === 'strict_object' && issue.path !== undefined) {
    return issue.expected === 'never' ? 'This field is not known.' : 'This field is required.'
  }
  return issue.message
}

export function errorResponse(errors: readonly [ApiError, ...ApiError[]]): Response {
  const { type } = errors[0]
  const headers = new Headers({ 'cache-control': 'no-store' })
  if (type === 'unauthorized') headers.set('www-authenticate', 'Bearer')
  if (type === 'service-unavailable') headers.set('retry-after', '1')
  return Response.json({ errors }, { status: ERROR_STATUS[type], headers })
}
