import * as v from 'valibot'
import type { IngestLogRpc } from '../messages/ingest-log-rpc.ts'
import { eventsRingSchema } from '../messages/ring.ts'
import { runPipeline } from './pipeline.ts'
import { type PipelineDeps, type Stage, StageFailure } from './run.ts'

export interface ConsumerDeps extends PipelineDeps {
  ingestLog(name: string): Pick<IngestLogRpc, 'read' | 'acknowledge' | 'fail'>
  stages?: readonly Stage[]
  log(problem: Record<string, unknown>): void
}

/**
 * Answers rings. A ring is acknowledged to the queue whatever happens: only the log decides when its
 * events are tried again, and it learns of a failure from us or from the lease that runs out.
 */
export async function handleRings(
  messages: readonly { body: unknown; ack(): void }[],
  deps: ConsumerDeps,
): Promise<void> {
  await Promise.all(
    messages.map(async (message) => {
      try {
        await handleRing(message.body, deps)
      } catch (error) {
        deps.log({ ring: message.body, error: String(error) })
      }
      message.ack()
    }),
  )
}

async function handleRing(body: unknown, deps: ConsumerDeps): Promise<void> {
  const { log, lease } = v.parse(eventsRingSchema, body)
  const ingestLog = deps.ingestLog(log)
  const work = await ingestLog.read(lease)
  if (work.units.length === 0) return
  try {
    const { acknowledgements, held } = await runPipeline(log, work, deps, deps.stages)
    if (held === null) {
      await ingestLog.acknowledge(lease, acknowledgements)
      return
    }
    if (acknowledgements.length > 0) await ingestLog.acknowledge(lease, acknowledgements, 'part')
    await ingestLog.fail({ lease, kind: 'infrastructure', message: held })
  } catch (error) {
    const kind = error instanceof StageFailure ? error.kind : 'infrastructure'
    await ingestLog.fail({ lease, kind, message: String(error) })
  }
}
