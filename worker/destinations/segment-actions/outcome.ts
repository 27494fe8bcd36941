import {
  type Classified,
  classifyError,
  classifyStatus,
} from '../../domain/delivery/classify-response.ts'
import { RequestError } from '../errors.ts'
import type { ReceiverOutcome } from '../progress.ts'
import type { Answers } from './answers.ts'
import type { UpstreamCore } from './upstream.ts'

/** What a call did with an event, without the times. */
export type CallOutcome = Omit<ReceiverOutcome, 'latencyMs' | 'at'>

const MAX_RESPONSE_CHARS = 2000
const MAX_MESSAGE_CHARS = 1000
/** A fault inside a definition may have to do with the moment; more tries than this it does not get. */
export const MAX_FAULT_ATTEMPTS = 4

type Core = Pick<UpstreamCore, 'HTTPError' | 'RetryableError'>

/** Upstream's words for statuses: they say no more than the number, by which answers are counted. */
const STATUS_WORDS: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  402: 'PAYMENT_REQUIRED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  406: 'NOT_ACCEPTABLE',
  408: 'REQUEST_TIMEOUT',
  409: 'CONFLICT',
  410: 'GONE',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  422: 'UNPROCESSABLE_ENTITY',
  423: 'LOCKED',
  429: 'TOO_MANY_REQUESTS',
  500: 'INTERNAL_SERVER_ERROR',
  501: 'NOT_IMPLEMENTED',
  502: 'BAD_GATEWAY',
  503: 'SERVICE_UNAVAILABLE',
  504: 'GATEWAY_TIMEOUT',
}

/** What an exception of a definition means; null when it is a fault that says nothing of its own. */
export function outcomeOfError(core: Core, error: unknown, answers: Answers): CallOutcome | null {
  if (error instanceof RequestError) {
    return { ...classifyError(error.code), message: error.message }
  }
  if (error instanceof core.HTTPError) return outcomeOfHttp(error.response, answers)
  if (!(error instanceof Error)) return null
  const { name } = error
  if (name === 'AggregateAjvError' || name === 'ValidationError' || name === 'AggregateError') {
    return invalidPayload(error.message)
  }
  const status = statusOf(error)
  if (status === undefined) return null
  const code = codeOf(status, 'code' in error ? error.code : undefined)
  const outcome: Classified['outcome'] =
    error instanceof core.RetryableError ? 'retry' : notDelivered(classifyStatus(status).outcome)
  return {
    outcome,
    code,
    // A request that was given up has met no status.
    ...(code !== 'ETIMEDOUT' && { status }),
    message: cut(error.message === '' ? name : error.message, MAX_MESSAGE_CHARS),
    ...refusalOf(answers, outcome),
  }
}

/** A fault in a definition, or in how it was mapped: tried again a few times, since it may pass. */
export function faultOutcome(error: unknown, attempt: number): CallOutcome {
  const message = error instanceof Error ? error.message : String(error)
  return {
    outcome: attempt < MAX_FAULT_ATTEMPTS ? 'retry' : 'failed',
    code: 'UNKNOWN_ERROR',
    message: cut(`the action failed: ${message}`, MAX_MESSAGE_CHARS),
  }
}

export const invalidPayload = (message: string): CallOutcome => ({
  outcome: 'failed',
  code: 'PAYLOAD_VALIDATION_FAILED',
  message: cut(message, MAX_MESSAGE_CHARS),
})

export const isUnauthorized = (error: unknown): boolean => statusOf(error) === 401

/** One node of a batch's answer. */
export function outcomeOfNode(node: unknown, answers: Answers): CallOutcome {
  // Positions that an action leaves out are said to have failed with 500.
  const { status, errortype, errormessage, body } = isRecord(node) ? node : { status: 500 }
  const number = typeof status === 'number' ? status : 500
  const { outcome } = classifyStatus(number)
  if (outcome === 'delivered') return { outcome, code: String(number), status: number }
  const code = codeOf(number, errortype)
  const words =
    typeof errormessage === 'string' && errormessage !== ''
      ? errormessage
      : `the partner answered ${number}`
  return {
    outcome,
    code,
    // An event that was not sent has met no status of the partner's.
    ...(code !== 'PAYLOAD_VALIDATION_FAILED' && { status: number }),
    message: cut(words, MAX_MESSAGE_CHARS),
    ...(body !== undefined && body !== null && { response: cut(textOf(body), MAX_RESPONSE_CHARS) }),
    ...(outcome === 'retry' && waitOf(answers)),
  }
}

function outcomeOfHttp(
  { status, headers, content }: { status: number; headers: Headers; content?: unknown },
  answers: Answers,
): CallOutcome {
  const outcome = notDelivered(classifyStatus(status).outcome)
  const body = typeof content === 'string' ? content : (answers.refusal?.body ?? '')
  const asked = headers.has('retry-after') ? waitOf(answers) : {}
  return {
    outcome,
    code: String(status),
    status,
    message: `the partner answered ${status}`,
    response: cut(body, MAX_RESPONSE_CHARS),
    ...(outcome === 'retry' && asked),
  }
}

/** An error with the status of a success is an error nonetheless. */
const notDelivered = (outcome: Classified['outcome']): 'retry' | 'failed' =>
  outcome === 'retry' ? 'retry' : 'failed'

function refusalOf(answers: Answers, outcome: string): Partial<CallOutcome> {
  if (answers.refusal === null) return {}
  return {
    response: cut(answers.refusal.body, MAX_RESPONSE_CHARS),
    ...(outcome === 'retry' && waitOf(answers)),
  }
}

function waitOf({ refusal }: Answers): { retryAfterMs?: number } {
  return refusal?.retryAfterMs === undefined ? {} : { retryAfterMs: refusal.retryAfterMs }
}

/** Codes are counted, so that of a plain status is the status, and others are words of one kind. */
function codeOf(status: number, code: unknown): string {
  if (typeof code !== 'string' || code === '') return String(status)
  if (code === STATUS_WORDS[status]) return String(status)
  const word = code
    .trim()
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z\d]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .toUpperCase()
    .slice(0, 60)
  return word === '' ? String(status) : word
}

function statusOf(error: unknown): number | undefined {
  if (!isRecord(error) && !(error instanceof Error)) return undefined
  const { status, response, code } = error as {
    status?: unknown
    response?: unknown
    code?: unknown
  }
  if (typeof status === 'number' && Number.isInteger(status)) return status
  if (isRecord(response) || response instanceof Response) {
    const inner = (response as { status?: unknown }).status
    if (typeof inner === 'number') return inner
  }
  return code === 'ETIMEDOUT' ? 408 : undefined
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '')

const cut = (text: string, chars: number): string => text.slice(0, chars)
