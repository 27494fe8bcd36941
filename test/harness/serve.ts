/**
 * The service in a process of its own, run by Node directly and started by `startService`: what a test
 * kills has to be a real process with a real runtime below it.
 */
import { gunzipSync } from 'node:zlib'
import { Log, LogLevel, Miniflare } from 'miniflare'
import { prepareDatabase } from './database.ts'
import type {
  ArchiveObject,
  ChildMessage,
  Command,
  ParentMessage,
  ServeOptions,
} from './protocol.ts'
import { runtimeOptions } from './workers.ts'

let miniflare: Miniflare | undefined

process.on('message', (message: ParentMessage) => {
  if (message.kind === 'start') {
    start(message.options).then(
      () => say({ kind: 'started' }),
      (error) => say({ kind: 'failed', message: describe(error) }),
    )
    return
  }
  const { id, command } = message
  run(command).then(
    (value) => say({ kind: 'answer', id, value }),
    (error) => say({ kind: 'error', id, message: describe(error) }),
  )
})

// The test process is gone, however it went: end with it.
process.on('disconnect', () => void shutDown())
process.on('SIGTERM', () => void shutDown())
process.on('SIGINT', () => void shutDown())

async function start(options: ServeOptions): Promise<void> {
  miniflare = new Miniflare({
    ...(await runtimeOptions(options)),
    log: new Log(LogLevel.WARN),
    handleStructuredLogs: ({ level, message }) => console.log(`[${level}] ${message}`),
  })
  await miniflare.ready
  await prepareDatabase(await miniflare.getD1Database('DB', 'headwater-edge'), options.apiToken)
}

async function run(command: Command): Promise<unknown> {
  if (miniflare === undefined) throw new Error('the runtime is not started')
  switch (command.call) {
    case 'sql': {
      const db = await miniflare.getD1Database('DB', 'headwater-edge')
      const { results } = await db
        .prepare(command.query)
        .bind(...command.params)
        .all()
      return results
    }
    case 'archiveKeys':
      return archiveKeys(miniflare, command.prefix)
    case 'archiveObject':
      return archiveObject(miniflare, command.key)
    case 'scheduled': {
      const app = await miniflare.getWorker('headwater-app')
      return app.scheduled({ cron: command.cron })
    }
    case 'stop':
      await miniflare.dispose()
      miniflare = undefined
      return null
    default:
      return command satisfies never
  }
}

async function archiveKeys(runtime: Miniflare, prefix: string): Promise<string[]> {
  const bucket = await runtime.getR2Bucket('ARCHIVE', 'headwater-edge')
  const keys: string[] = []
  let cursor: string | undefined
  do {
    const page = await bucket.list({ prefix, ...(cursor === undefined ? {} : { cursor }) })
    keys.push(...page.objects.map((object) => object.key))
    cursor = page.truncated ? page.cursor : undefined
  } while (cursor !== undefined)
  return keys
}

async function archiveObject(runtime: Miniflare, key: string): Promise<ArchiveObject | null> {
  const bucket = await runtime.getR2Bucket('ARCHIVE', 'headwater-edge')
  const object = await bucket.get(key)
  if (object === null) return null
  const bytes = new Uint8Array(await object.arrayBuffer())
  const text = key.endsWith('.gz') ? gunzipSync(bytes).toString() : new TextDecoder().decode(bytes)
  return { text, metadata: object.customMetadata ?? {} }
}

async function shutDown(): Promise<void> {
  try {
    await miniflare?.dispose()
  } finally {
    process.exit(0)
  }
}

function say(message: ChildMessage): void {
  process.send?.(message)
}

const describe = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error)
