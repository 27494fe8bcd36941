import { type ByteBudget, createByteBudget } from '../../worker/collect/byte-budget.ts'
import type { CollectDeps, LogLine } from '../../worker/collect/collect-deps.ts'
import { createTelemetryCounter } from '../../worker/collect/handle-telemetry.ts'
import { createLimitedUntil } from '../../worker/collect/limited-until.ts'
import { createKeyHashes } from '../../worker/collect/source-of-key.ts'
import type { Event } from '../../worker/domain/event/event.ts'
import type { AppendRequest, AppendResult } from '../../worker/messages/ingest-log-rpc.ts'
import { parseRecord, type Rejection } from '../../worker/messages/record.ts'
import { createRouter, type RouterDeps } from '../../worker/router.ts'
import { makeSource } from '../builders/make-source.ts'
import { EditableSnapshots } from './editable-snapshots.ts'

export const WRITE_KEY = 'wk_demo'
export const RECEIVED_AT = '2026-11-23T17:00:00.000Z'

/** The edge's HTTP surface over fakes that record: what a test sends, and what was kept of it. */
export class FakeCollect {
  snapshots = new EditableSnapshots()
  appends: { log: string; request: AppendRequest }[] = []
  spilled: { key: string; body: string }[] = []
  logged: LogLine[] = []
  /** Promises that outlive the answer. */
  background: Promise<unknown>[] = []
  clock = Date.parse(RECEIVED_AT)
  budget: ByteBudget = createByteBudget(8_000_000, 1_000)
  onAppend: (log: string, request: AppendRequest) => Promise<AppendResult> = async () => ({
    status: 'committed',
  })
  onSpill: () => Promise<void> = async () => {}
  deps: CollectDeps
  private readonly router: ReturnType<typeof createRouter>

  constructor(overrides: Partial<CollectDeps> = {}, router: Partial<RouterDeps> = {}) {
    this.snapshots.keys = [{ hash: WRITE_KEY, sourceId: 'src_1', status: 'active' }]
    this.snapshots.sources.set('src_1', makeSource({ sourceId: 'src_1' }))
    let ids = 0
    this.deps = {
      snapshots: this.snapshots,
      keyHashes: createKeyHashes(async (key) => key),
      append: async ({ name }, request) => {
        const result = await this.onAppend(name, request)
        if (result.status === 'committed') this.appends.push({ log: name, request })
        return result
      },
      spill: async (key, body) => {
        await this.onSpill()
        this.spilled.push({ key, body })
      },
      budget: { reserve: (bytes) => this.budget.reserve(bytes) },
      limited: createLimitedUntil(),
      shards: 1,
      limitPerS: 0,
      addressLimitPerS: 0,
      cookieDomain: '',
      now: () => this.clock,
      newId: () => `id-${++ids}`,
      log: (line) => this.logged.push(line),
      ...overrides,
    }
    const unbuilt = async () => new Response('cdn', { headers: { 'X-Route': 'cdn' } })
    this.router = createRouter({
      collect: this.deps,
      telemetry: createTelemetryCounter(this.deps),
      cdn: {
        settings: unbuilt,
        bundle: unbuilt,
        classic: unbuilt,
        chunk: unbuilt,
        nextIntegrations: unbuilt,
      },
      health: async () => Response.json({ ok: true }),
      hosts: [],
      ...router,
    })
  }

  fetch(path: string, init: RequestInit & { cf?: unknown } = {}): Promise<Response> {
    const request = new Request(new URL(path, 'https://e.example.com'), init)
    if (init.cf !== undefined) Object.assign(request, { cf: init.cf })
    return this.router.fetch(request, (promise) => this.background.push(promise))
  }

  /** Posts a body (an object becomes JSON) with the demo write key in the header. */
  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const isRaw = typeof body === 'string' || body instanceof Uint8Array
    return this.fetch(path, {
      method: 'POST',
      body: isRaw ? (body as BodyInit) : JSON.stringify(body),
      headers: { Authorization: `Basic ${btoa(`${WRITE_KEY}:`)}`, ...headers },
    })
  }

  /** Accepted events, in the order they were appended. */
  events(): Event[] {
    return this.records('e') as Event[]
  }

  rejections(): Rejection[] {
    return this.records('r') as Rejection[]
  }

  private records(kind: 'e' | 'r'): unknown[] {
    return this.appends
      .flatMap(({ request }) => request.body.split('\n'))
      .map(parseRecord)
      .filter((record) => record.kind === kind)
      .map((record) => JSON.parse(record.json))
  }
}
