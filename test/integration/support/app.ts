import { env } from 'cloudflare:workers'
import * as v from 'valibot'
import type {
  ApiDeps,
  DeliveryLogView,
  Mail,
  SourceMonitorView,
} from '../../../worker/api/api-deps.ts'
import { createApi } from '../../../worker/api/router.ts'
import { handleAuth } from '../../../worker/auth/handle-auth.ts'
import { bootstrapSql } from '../../../worker/db/bootstrap-sql.ts'
import { createDb } from '../../../worker/db/client.ts'
import { destinationKinds } from '../../../worker/destinations/kinds.ts'
import { actionsMetadata } from '../../../worker/destinations/segment-actions/metadata.ts'
import { type AppEnv, appVarsSchema } from '../../../worker/env.ts'
import type { MappingServiceRpc } from '../../../worker/messages/mapping-rpc.ts'
import type { ListedViolation } from '../../../worker/messages/violations-rpc.ts'
import { hashShare } from '../../../worker/platform/hash.ts'
import { newApiToken, newId, newNonce, newWriteKey } from '../../../worker/platform/random-ids.ts'
import { generateKey, publicKeyOf, seal } from '../../../worker/platform/sealed-box.ts'
import { sha256Hex } from '../../../worker/platform/sha256.ts'
import { accountsOf, authOf } from '../../../worker/wiring/auth.ts'
import { makeCatalogDetail } from '../../builders/catalog-detail.ts'

export const ORIGIN = 'https://app.test'
export const OWNER_TOKEN = 'hwt_owner'
export const SETUP_CODE = 'the-setup-code'
export const PASSWORD = 'tractor violin 48 mud'

export const REQUEUE_JOB = {
  id: 'rqj_1',
  state: 'done' as const,
  code: null,
  selected: false,
  total: 2,
  done: 2,
  createdAt: '2026-11-23T10:00:00.000Z',
  endedAt: '2026-11-23T10:00:01.000Z',
}

export const deliveryLog: DeliveryLogView = {
  totals: async () => ({ hours: {} }),
  countTest: async () => undefined,
  tests: async () => ({}),
  failed: async () => ({ items: [], next: null, total: 0, codes: {} }),
  requeue: async ({ ids, code }) => ({ ...REQUEUE_JOB, code, selected: ids !== null }),
  requeueJobs: async () => [REQUEUE_JOB],
  requeueJob: async (id) => (id === REQUEUE_JOB.id ? REQUEUE_JOB : null),
  cancelRequeue: async (id) => (id === REQUEUE_JOB.id ? REQUEUE_JOB : null),
  metrics: async (questions) => questions.map(() => ({ groups: [], latency: [] })),
  resumeDelivery: async () => false,
  samples: async () => [],
  status: async () => ({
    pending: 0,
    awaitingRetry: 0,
    failed: 0,
    breaker: 'closed',
    probeAt: null,
    paused: null,
  }),
}
export const sourceMonitor: SourceMonitorView = {
  wasWatched: async () => false,
  totals: async () => [],
  recent: async () => ({ events: [], since: null }),
  schemaList: async () => ({ events: [], unlisted: 0, incomplete: false }),
  schemaFields: async () => ({ fields: [], unlisted: false, incomplete: false }),
  schemaSheet: async () => ({ events: [], incomplete: false }),
  expectEvent: async () => 'added',
  archiveEvents: async () => [],
  clearSchema: async () => ({ events: 0, fields: 0 }),
  violationList: async () => ({
    violations: [],
    violating: 0,
    omitted: 0,
    blocked: 0,
    unlisted: 0,
    series: [],
    incomplete: false,
  }),
  violation: async () => ({ violation: KNOWN_VIOLATION, series: [], incomplete: false }),
  markViolations: async () => {},
}

export const KNOWN_VIOLATION: ListedViolation = {
  id: 'vio_known',
  planId: 'tp_known',
  ruleType: 'TRACK',
  event: 'Order Completed',
  version: 1,
  type: 'Required',
  field: 'properties.total',
  description: 'properties.total is required',
  count: 2,
  first: 1_795_000_000_000,
  last: 1_795_000_100_000,
  firstEver: 1_795_000_000_000,
  libraries: ['analytics.js 4.1.0'],
  appVersions: [],
  samples: [],
  mark: null,
}

/** A destination with actions, whatever the catalog has. */
export const ORDERLY = makeCatalogDetail()

/** A delivery Worker that finds nothing wrong, and sends nothing. */
export const idleMappings: MappingServiceRpc = {
  previewMapping: async () => ({ payload: {}, problems: [], requests: [] }),
  checkMapping: async () => [],
  dynamicField: async () => ({ choices: [], nextPage: null, error: null }),
  testCredentials: async () => ({ ok: null, message: '' }),
}

export const vars = v.parse(appVarsSchema, { BETTER_AUTH_SECRET: 'x'.repeat(32) })

/** One workspace with an owner's token and a set-up code, as an installation begins. */
export async function bootstrap(): Promise<void> {
  const sql = bootstrapSql({
    tokenHash: await sha256Hex(OWNER_TOKEN),
    setupCodeHash: await sha256Hex(SETUP_CODE),
    workspaceName: 'Test workspace',
    now: '2026-11-23T10:00:00.000Z',
  })
  const statements = sql.split('\n').filter(Boolean)
  await env.DB.batch(statements.map((statement) => env.DB.prepare(statement)))
}

export const background: Promise<unknown>[] = []
export const mails: Mail[] = []
export const privateKey = await generateKey()

/** What the app Worker's wiring gives the API, with recorders for what lies outside of the database. */
export function makeDeps(overrides: Partial<ApiDeps> = {}): ApiDeps {
  return {
    db: createDb(env.DB),
    now: () => new Date().toISOString(),
    newId,
    newWriteKey,
    hashShare,
    newToken: newApiToken,
    newNonce,
    sha256: sha256Hex,
    accounts: accountsOf(() => authDeps()),
    sendMail: null,
    sendNotices: async (notices) => notices.map(() => ''),
    describeDestination: (slug) =>
      slug === ORDERLY.slug
        ? { integrationName: ORDERLY.name, supportedTypes: ['track', 'identify'], hasActions: true }
        : { integrationName: 'Webhooks', supportedTypes: ['track'] },
    catalogDetail: async (slug) => (slug === ORDERLY.slug ? ORDERLY : null),
    mappingService: idleMappings,
    destinationKinds: [...[...destinationKinds], actionsMetadata({ id: 'orderly', ...ORDERLY })],
    seal: async (secrets) => {
      const { key, kid } = await publicKeyOf(privateKey)
      return seal(key, kid, secrets)
    },
    deliveryLog: () => deliveryLog,
    sourceMonitor: () => sourceMonitor,
    rebuildRequests: async () => [],
    traceMessage: async () => ({
      events: [],
      search: { in: 'index', searched: 0, total: 0, next: null, partial: false },
    }),
    testDestination: async () => ({
      outcome: 'delivered',
      code: 'OK',
      message: '',
      latencyMs: 1,
      requests: [],
    }),
    collectOrigin: 'https://e.example.com',
    waitUntil: (promise) => void background.push(promise),
    ...overrides,
  }
}

export const authDeps = () => authOf({ DB: env.DB } as AppEnv, vars, ORIGIN)

/** What an answer holds, read as a client without types reads it. */
// biome-ignore lint/suspicious/noExplicitAny: with `unknown`, each of more than a hundred reads of a field needs a cast that claims what the test is there to find out. Where the shape is the subject, the contract's schema parses it.
export type Json = any

export interface Answer {
  status: number
  headers: Headers
  text: string
  data: Json
  errors: { type: string; message: string; field?: string }[]
}

export interface As {
  token?: string
  /** A session's cookies, from `signIn` and its like. */
  cookie?: string
  workspaceId?: string
  origin?: string | null
}

const api = createApi()
export const asOwner: As = { token: OWNER_TOKEN }

export async function ask(
  method: string,
  path: string,
  body?: unknown,
  as: As = asOwner,
  deps: ApiDeps = makeDeps(),
): Promise<Answer> {
  const headers = new Headers({ 'cf-connecting-ip': '192.0.2.7', 'user-agent': 'the tests' })
  if (as.token !== undefined) headers.set('authorization', `Bearer ${as.token}`)
  if (as.cookie !== undefined) headers.set('cookie', as.cookie)
  if (as.workspaceId !== undefined) headers.set('x-headwater-workspace', as.workspaceId)
  if (as.cookie !== undefined && as.origin !== null) headers.set('origin', as.origin ?? ORIGIN)
  const request = new Request(`${ORIGIN}/api${path}`, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const response = await api(request, deps)
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') === true
  const { data, errors } = isJson ? JSON.parse(text) : { data: undefined, errors: undefined }
  return { status: response.status, headers: response.headers, text, data, errors }
}

export interface AuthAnswer {
  status: number
  headers: Headers
  body: Json
  /** The cookies it set, as a browser would send them back. */
  cookie: string
}

let address = 0

export async function callAuth(
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  { cookie, origin = ORIGIN, ip }: { cookie?: string; origin?: string | null; ip?: string } = {},
): Promise<AuthAnswer> {
  // An address of its own for each call, so that no test meets the limits of another.
  address += 1
  const headers = new Headers({
    'cf-connecting-ip': ip ?? `198.51.${address >> 8}.${address & 255}`,
    'user-agent': 'the tests',
  })
  if (cookie !== undefined) headers.set('cookie', cookie)
  if (origin !== null) headers.set('origin', origin)
  if (body !== undefined) headers.set('content-type', 'application/json')
  const request = new Request(`${ORIGIN}/auth${path}`, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const response = await handleAuth(request, authDeps())
  const text = await response.text()
  const cookies = response.headers.getSetCookie().map((line) => line.split(';')[0] ?? '')
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? null : JSON.parse(text),
    cookie: cookies.join('; '),
  }
}

export interface Person {
  cookie: string
  workspaceId: string
  id: string
  email: string
}

/** The owner, made with the set-up code; once a file. */
export async function setUpOwner(email = 'owner@example.com'): Promise<Person> {
  const answer = await callAuth('POST', '/setup', {
    code: SETUP_CODE,
    name: 'Olivia Owner',
    email,
    password: PASSWORD,
  })
  if (answer.status !== 200) throw new Error(`set-up: ${JSON.stringify(answer.body)}`)
  const { user, workspaceId } = answer.body
  return { cookie: answer.cookie, workspaceId, id: user.id, email }
}

/** Invites somebody new, and accepts in their name. */
export async function addMember(
  email: string,
  permissions: unknown[] = [],
  groupIds: string[] = [],
): Promise<Person> {
  const invited = await ask('POST', '/invitations', { emails: email, permissions, groupIds })
  if (invited.status !== 201) throw new Error(`invite: ${invited.text}`)
  const token = new URL(invited.data.invitations[0].link).searchParams.get('token')
  const name = email.split('@')[0] ?? ''
  const answer = await callAuth('POST', '/accept-invitation', { token, name, password: PASSWORD })
  if (answer.status !== 200) throw new Error(`accept: ${JSON.stringify(answer.body)}`)
  const { user, workspaceId } = answer.body
  return { cookie: answer.cookie, workspaceId, id: user.id, email }
}

export async function signIn(email: string, password = PASSWORD): Promise<AuthAnswer> {
  return callAuth('POST', '/sign-in/email', { email, password })
}

/** A token with one role for the workspace. */
export async function makeToken(
  roleId: string,
  resources?: unknown,
  labels?: unknown,
): Promise<As> {
  const permission = {
    roleId,
    ...(resources !== undefined && { resources }),
    ...(labels !== undefined && { labels }),
  }
  const { data, text } = await ask('POST', '/tokens', { name: roleId, permissions: [permission] })
  if (data === undefined) throw new Error(text)
  return { token: data.secret }
}
