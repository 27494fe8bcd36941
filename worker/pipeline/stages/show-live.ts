import { buildLiveEvent, type LiveVerdict } from '../../domain/live/build-live-event.ts'
import type { LiveEvent, LiveFilter } from '../../domain/live/live-event.ts'
import { pickFrames } from '../../domain/live/pick-frames.ts'
import type { LiveFrames } from '../../messages/live-rpc.ts'
import { parseRecord } from '../../messages/record.ts'
import type { PipelineEvent, PipelineRun, Stage } from '../run.ts'

/**
 * Shows a run's events to those who watch their sources: a bounded part of them, handed over without
 * waiting. It costs nothing while nobody watches, and can neither fail nor slow a run.
 */
export const showLive: Stage = {
  name: 'show-live',
  blames: 'infrastructure',
  run(run, { showFrames }) {
    const lines = new UnitLines()
    for (const { sourceId, filters } of run.watched) {
      const shown = run.events.filter(
        (event) => event.sourceId === sourceId && !run.held.has(event.unit),
      )
      if (shown.length === 0) continue
      try {
        const frames = framesOf(run, shown, filters, lines)
        if (frames.seen > 0) showFrames?.(sourceId, frames)
      } catch (error) {
        // Nobody's events are worth less because they cannot be shown.
        console.error(JSON.stringify({ failed: 'show-live', sourceId, error: String(error) }))
      }
    }
  },
}

/** What cannot be shown is left out, and counted: watchers see that they miss something. */
function framesOf(
  { log }: PipelineRun,
  shown: readonly PipelineEvent[],
  filters: readonly LiveFilter[],
  lines: UnitLines,
): LiveFrames {
  const events: LiveEvent[] = []
  let dropped = 0
  for (const event of shown) {
    try {
      const live = toLive(event, lines)
      if (live !== null) events.push(live)
    } catch {
      dropped++
    }
  }
  return withDropped({ log, ...pickFrames(events, filters) }, dropped)
}

/** They may have fitted any filter. */
function withDropped(frames: LiveFrames, dropped: number): LiveFrames {
  if (dropped === 0) return frames
  const counts = Object.entries(frames.matched).map(([key, count]) => [key, count + dropped])
  return { ...frames, seen: frames.seen + dropped, matched: Object.fromEntries(counts) }
}

function toLive(event: PipelineEvent, lines: UnitLines): LiveEvent | null {
  const { acceptId, receivedAt, fields, verdict, routes } = event
  // Controls may have changed it since: watchers see what came.
  const record = event.patch.length > 0 ? parseRecord(lines.of(event)) : null
  return buildLiveEvent({
    acceptId,
    receivedAt,
    fields: record === null ? fields : (JSON.parse(record.json) as Record<string, unknown>),
    json: record?.json ?? event.json,
    refused: event.refused,
    verdict: verdict ?? ({ outcome: 'passed', destinations: routes } satisfies LiveVerdict),
  })
}

/** The lines that events came as; a unit may be a megabyte, and is split once. */
class UnitLines {
  private readonly split = new Map<PipelineEvent['unit'], string[]>()

  of({ unit, position }: PipelineEvent): string {
    let lines = this.split.get(unit)
    if (!lines) {
      lines = unit.body.split('\n')
      this.split.set(unit, lines)
    }
    return lines[position - unit.first] ?? ''
  }
}
