/**
 * Counts what the platform would bill, from outside of the code under test: bindings are wrapped, and the
 * prototypes of the runtime's storage are patched. Only the bench's entries load this.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Counts } from '../lib/counts.ts'
import { type Operation, QUEUE_OPERATIONS_PER_MESSAGE, QUEUE_UNIT_BYTES } from '../prices.ts'

const counts: Counts = {}

/** Bytes that the platform adds to each queue message. */
const QUEUE_MESSAGE_OVERHEAD = 100

export function count(operation: Operation, what: string, number = 1): void {
  const key = `${operation} ${what}`
  counts[key] = (counts[key] ?? 0) + number
}

/** Everything so far, with the time of objects that are awake now. */
export function readCounts(): Counts {
  countRows()
  for (const object of awake.values()) settleTime(object)
  return counts
}

interface EdgeBindings {
  DB: D1Database
  ARCHIVE: R2Bucket
  EVENTS: Queue
  DELIVERIES: Queue
}

const wrapped = new WeakMap<object, unknown>()

/** The same bindings, counted. An env is wrapped once, so that what is cached by it stays cached. */
export function countedEnv<Env extends EdgeBindings>(env: Env): Env {
  const known = wrapped.get(env)
  if (known !== undefined) return known as Env
  const copy = {
    ...env,
    DB: countedDatabase(env.DB),
    ARCHIVE: countedBucket(env.ARCHIVE),
    EVENTS: countedQueue(env.EVENTS, 'EVENTS'),
    DELIVERIES: countedQueue(env.DELIVERIES, 'DELIVERIES'),
  }
  wrapped.set(env, copy)
  return copy
}

/** Calls `before` with the arguments of each method called on `target`. */
function intercept<T extends object>(
  target: T,
  before: (method: string, args: unknown[]) => void,
): T {
  return new Proxy(target, {
    get(object, name) {
      const value: unknown = Reflect.get(object, name, object)
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        before(String(name), args)
        return value.apply(object, args)
      }
    },
  })
}

const countedQueue = (queue: Queue, name: string): Queue =>
  intercept(queue, (method, args) => {
    if (method !== 'send' && method !== 'sendBatch') return
    const messages = method === 'send' ? [args[0]] : [...(args[0] as { body: unknown }[])]
    for (const message of messages) {
      const bytes = JSON.stringify(message).length + QUEUE_MESSAGE_OVERHEAD
      const units = Math.ceil(bytes / QUEUE_UNIT_BYTES)
      count('queueOperations', name, units * QUEUE_OPERATIONS_PER_MESSAGE)
    }
  })

const countedBucket = (bucket: R2Bucket): R2Bucket =>
  intercept(bucket, (method) => {
    if (method === 'put' || method === 'list') count('r2ClassA', method)
    if (method === 'get' || method === 'head') count('r2ClassB', method)
  })

/** Edge only reads, by key: a row a statement. */
const countedDatabase = (database: D1Database): D1Database =>
  intercept(database, (method) => {
    if (method === 'prepare') count('rowsRead', 'D1')
  })

/** Statements whose rows are not counted yet: a cursor knows them only when it was read to its end. */
let open: { name: string; cursor: SqlStorageCursor<Record<string, SqlStorageValue>> } | null = null
const names = new WeakMap<object, string>()
let patched = false

/** Call before an object's constructor touches its storage. */
export function countStorage(state: DurableObjectState, name: string): void {
  names.set(state.storage.sql, name)
  names.set(state.storage, name)
  if (patched) return
  patched = true
  patch(state.storage.sql, 'exec', (name, cursor) => {
    countRows()
    open = { name, cursor: cursor as NonNullable<typeof open>['cursor'] }
  })
  for (const method of ['setAlarm', 'deleteAlarm'])
    patch(state.storage, method, (name) => count('rowsWritten', `${name} alarm`))
}

function patch(
  instance: object,
  method: string,
  after: (name: string, result: unknown) => void,
): void {
  const prototype = Object.getPrototypeOf(instance) as Record<
    string,
    (...args: unknown[]) => unknown
  >
  const original = prototype[method]
  if (original === undefined) throw new Error(`the runtime's storage has no ${method}`)
  prototype[method] = function (this: object, ...args: unknown[]) {
    const result = original.apply(this, args)
    after(names.get(this) ?? 'unknown', result)
    return result
  }
}

function countRows(): void {
  if (open === null) return
  count('rowsWritten', open.name, open.cursor.rowsWritten)
  count('rowsRead', open.name, open.cursor.rowsRead)
  open = null
}

/**
 * An object is awake, and billed, while a call to it runs or a timer of its own is pending. What it does
 * under `waitUntil` alone is not seen here.
 */
interface AwakeObject {
  name: string
  reasons: number
  since: number
}

const awake = new Map<object, AwakeObject>()
const current = new AsyncLocalStorage<AwakeObject>()

function settleTime(object: AwakeObject): void {
  const now = Date.now()
  if (object.reasons > 0) count('objectSeconds', object.name, (now - object.since) / 1000)
  object.since = now
}

function begin(object: AwakeObject): void {
  settleTime(object)
  object.reasons++
}

function end(object: AwakeObject): void {
  settleTime(object)
  object.reasons--
}

/** Counts the calls of the methods that others reach over RPC, and the time they keep the object awake. */
export function countCalls(prototype: object, name: string, methods: readonly string[]): void {
  const target = prototype as Record<string, (...args: unknown[]) => Promise<unknown>>
  for (const method of methods) {
    const original = target[method]
    if (original === undefined) throw new Error(`${name} has no ${method}`)
    target[method] = async function (this: object, ...args: unknown[]) {
      count('objectRequests', `${name}.${method}`)
      const object = awake.get(this) ?? { name, reasons: 0, since: Date.now() }
      awake.set(this, object)
      begin(object)
      try {
        return await current.run(object, () => original.apply(this, args))
      } finally {
        end(object)
      }
    }
  }
}

const { setTimeout: startTimer, clearTimeout: stopTimer } = globalThis
const timers = new Map<unknown, AwakeObject>()

function timerEnded(id: unknown): void {
  const object = timers.get(id)
  if (object !== undefined) end(object)
  timers.delete(id)
}

globalThis.setTimeout = ((
  callback: (...args: unknown[]) => void,
  ms?: number,
  ...args: unknown[]
) => {
  const id = startTimer(() => {
    timerEnded(id)
    callback(...args)
  }, ms)
  const object = current.getStore()
  if (object !== undefined) {
    begin(object)
    timers.set(id, object)
  }
  return id
}) as typeof setTimeout

globalThis.clearTimeout = ((id: Parameters<typeof clearTimeout>[0]) => {
  timerEnded(id)
  stopTimer(id)
}) as typeof clearTimeout
