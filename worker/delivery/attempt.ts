import * as v from 'valibot'
import type { CatalogEntry } from '../destinations/catalog.ts'
import type {
  DeliveryEvent,
  OAuthTokens,
  Report,
  SendContext,
} from '../destinations/destination.ts'
import type { SealedSettings } from '../domain/config/snapshot.ts'
import { bucketOf } from '../domain/delivery-metrics/histogram.ts'
import { readDeliveryLines } from '../messages/delivery-body.ts'
import {
  type AttemptResult,
  type AttemptWork,
  type DeliveryLogRpc,
  parseDeliveryLine,
} from '../messages/delivery-log-rpc.ts'
import type { DeliveriesRing } from '../messages/ring.ts'
import { InvalidSettings, SecretsUnreadable } from './attempt-errors.ts'
import { createCapture } from './capture.ts'
import { createOAuthPort, type OAuthPortDeps } from './oauth-port.ts'
import { readSettings } from './read-settings.ts'
import { createSheet, type Sheet } from './result-sheet.ts'
import { type AttemptSecrets, createAttemptSecrets } from './secrets-of-attempt.ts'

/** Short, since this is what a crash makes a partner see twice; a row per interval is its price. */
const SETTLE_INTERVAL_MS = 100
/** After the deadline, for requests that were cut off to be told apart from those never begun. */
const WIND_UP_MS = 500
const SETTLE_TRIES = 3
const SETTLE_PAUSE_MS = 300

export interface AttemptDeps {
  log(name: string): Pick<DeliveryLogRpc, 'read' | 'settle'> & OAuthPortDeps['log']
  catalog: ReadonlyMap<string, CatalogEntry>
  /** @throws SecretsUnreadable */
  open(sealed: SealedSettings): Promise<Record<string, unknown>>
  seal(secrets: Record<string, unknown>): Promise<SealedSettings>
  sha256(text: string): Promise<string>
  /** The way out for one attempt, whose requests all end when `signal` is aborted. */
  createRequest(signal: AbortSignal): SendContext['request']
  now: () => number
  /** Uniform in [0, 1). */
  random: () => number
  sleep: (ms: number) => Promise<void>
  report(problem: Record<string, unknown>): void
}

/**
 * One attempt: takes the work of a ring, sends it, tells the log what became of each event. It decides
 * nothing about what comes next, and always answers within the deadline and a little.
 */
export async function runAttempt(ring: DeliveriesRing, deps: AttemptDeps): Promise<void> {
  const log = deps.log(ring.log)
  const work = await log.read(ring.lease)
  if (work === null) return
  const startedAt = deps.now()
  const sheet = createSheet(work.runs)
  const settle = async (more: boolean): Promise<void> => {
    const part = sheet.takeUnsettled(more)
    if (part === null) return
    await log.settle({ lease: ring.lease, more, startedAt, ...part.request })
    part.settled()
  }
  const sending = deliver(work, sheet, log, deps).catch((error: unknown) => {
    const result = resultOfError(error)
    if (result.code === 'INTERNAL') {
      deps.report({ failed: 'attempt', ...ring, error: String(error) })
    }
    sheet.fillMissing(result)
  })
  await settleMeanwhile(sending, settle, deps, ring)
  await settleFinally(settle, deps, ring)
}

/** Writes results down while the attempt goes on: what is not written down, a crash repeats. */
async function settleMeanwhile(
  sending: Promise<void>,
  settle: (more: boolean) => Promise<void>,
  deps: AttemptDeps,
  ring: DeliveriesRing,
): Promise<void> {
  let done = false
  const finished = sending.then(() => {
    done = true
  })
  for (;;) {
    await Promise.race([finished, deps.sleep(SETTLE_INTERVAL_MS)])
    if (done) return
    try {
      await settle(true)
    } catch (error) {
      deps.report({ failed: 'settle', ...ring, error: String(error) })
    }
  }
}

/** Tries a few times: an unsettled attempt would be made again, though the partner has the events. */
async function settleFinally(
  settle: (more: boolean) => Promise<void>,
  deps: AttemptDeps,
  ring: DeliveriesRing,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await settle(false)
      return
    } catch (error) {
      deps.report({ failed: 'settle', ...ring, tries, error: String(error) })
      if (tries === SETTLE_TRIES) return
      await deps.sleep(SETTLE_PAUSE_MS * tries)
    }
  }
}

async function deliver(
  work: AttemptWork,
  sheet: Sheet,
  log: OAuthPortDeps['log'],
  deps: AttemptDeps,
): Promise<void> {
  const entry = deps.catalog.get(work.destination.slug)
  if (!entry) throw new InvalidSettings(`there is no destination "${work.destination.slug}"`)
  const [destination, { settings, secrets }, events] = await Promise.all([
    entry.load(),
    settingsOf(work, entry, deps),
    readEvents(work),
  ])
  const capture = createCapture(secrets.blotter, work.sample === true)
  const report: Report = (index, result, latencyMs) =>
    sheet.report(index, secrets.clean(result), latencyMs, {
      sent: capture.of(index),
      age: bucketOf(deps.now() - Date.parse(events[index]?.receivedAt ?? '')),
    })
  const deadline = new AbortController()
  const timer = deps.sleep(work.deadlineMs).then(() => deadline.abort())
  const { mappings, destinationId, sourceId } = work.destination
  const batch = {
    settings,
    events,
    owner: { destinationId, sourceId },
    ...(mappings && { mappings }),
  }
  const onTokens = ({ accessToken, refreshToken }: OAuthTokens) => {
    secrets.add(accessToken)
    if (refreshToken !== undefined) secrets.add(refreshToken)
  }
  const sending = destination.send(batch, report, {
    oauth: createOAuthPort({ ...deps, log, onTokens }),
    request: capture.watch(deps.createRequest(deadline.signal)),
    now: deps.now,
    random: deps.random,
    signal: deadline.signal,
  })
  await Promise.race([sending, timer.then(() => deps.sleep(WIND_UP_MS))])
}

/** What the events of an attempt get when the attempt itself went wrong. */
function resultOfError(error: unknown): AttemptResult {
  if (error instanceof InvalidSettings) {
    return { outcome: 'failed', code: 'INVALID_SETTINGS', message: error.message }
  }
  if (error instanceof SecretsUnreadable) {
    // Retried, because putting the right key back makes the settings readable again.
    return { outcome: 'retry', code: 'SECRETS_UNREADABLE', message: error.message }
  }
  return { outcome: 'retry', code: 'INTERNAL', message: 'the delivery Worker failed' }
}

async function settingsOf(
  { destination, oauth }: Pick<AttemptWork, 'destination' | 'oauth'>,
  entry: CatalogEntry,
  deps: Pick<AttemptDeps, 'open'>,
): Promise<{ settings: unknown; secrets: AttemptSecrets }> {
  const { sealed } = destination
  const secrets = sealed === null && !oauth ? {} : await deps.open({ ...sealed, ...oauth })
  return {
    settings: readSettings(entry, { ...destination.settings, ...secrets }),
    secrets: createAttemptSecrets(secrets),
  }
}

async function readEvents(work: AttemptWork): Promise<DeliveryEvent[]> {
  const blocks = new Map<number, string[]>()
  await Promise.all(
    work.blocks.map(async ({ block, body }) => {
      blocks.set(block, await readDeliveryLines(body))
    }),
  )
  const events: DeliveryEvent[] = []
  for (const { block, line, count, attempt, progress, last } of work.runs) {
    const lines = blocks.get(block)
    for (let at = line; at < line + count; at++) {
      const text = lines?.[at]
      if (text === undefined) throw new Error(`block ${block} has no line ${at}`)
      const { messageId, receivedAt, type, mappings, json } = parseDeliveryLine(text)
      const hops = hopsOf(json)
      events.push({
        json,
        messageId,
        receivedAt,
        type,
        ...(mappings && { mappings }),
        hops,
        attempt,
        progress,
        ...(last && { last }),
      })
    }
  }
  return events
}

const metadataSchema = v.object({ _metadata: v.object({ hops: v.number() }) })

/** Hardly any event has hops, so hardly any is parsed for them. */
function hopsOf(json: string): number {
  if (!json.includes('"hops":')) return 0
  const parsed = v.safeParse(metadataSchema, JSON.parse(json))
  return parsed.success ? parsed.output._metadata.hops : 0
}
