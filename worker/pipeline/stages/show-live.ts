import { buildLiveEvent, type LiveVerdict } from '../../domain/live/build-live-event.ts'
import type { LiveEvent } from '../../domain/live/live-event.ts'
import { pickFrames } from '../../domain/live/pick-frames.ts'
import { parseRecord } from '../../messages/record.ts'
import type { PipelineEvent, Stage } from '../run.ts'

/**
 * Shows a run's events to those who watch their sources: a bounded part of them, handed over without
 * waiting. It costs nothing while nobody watches, and can neither fail nor slow a run.
 */
export const showLive: Stage = {
  name: 'show-live',
  blames: 'infrastructure',
  run(run, { showFrames }) {
    for (const { sourceId, filters } of run.watched) {
      const events = run.events
        .filter((event) => event.sourceId === sourceId && !run.held.has(event.unit))
        .flatMap((event) => toLive(event) ?? [])
      if (events.length === 0) continue
      showFrames?.(sourceId, { log: run.log, ...pickFrames(events, filters) })
    }
  },
}

function toLive(event: PipelineEvent): LiveEvent | null {
  const { acceptId, receivedAt, fields, verdict, routes } = event
  // Controls may have changed it since: watchers see what came.
  const record = event.patch.length > 0 ? acceptedRecord(event) : null
  return buildLiveEvent({
    acceptId,
    receivedAt,
    fields: record === null ? fields : (JSON.parse(record.json) as Record<string, unknown>),
    json: record?.json ?? event.json,
    refused: event.refused,
    verdict: verdict ?? ({ outcome: 'passed', destinations: routes } satisfies LiveVerdict),
  })
}

const acceptedRecord = ({ unit, position }: PipelineEvent) =>
  parseRecord(unit.body.split('\n')[position - unit.first] ?? '')
