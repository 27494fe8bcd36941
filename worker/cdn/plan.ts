import type { SourceConfig } from '../domain/config/snapshot.ts'

interface PlanEntry {
  enabled: boolean
  integrations: Record<string, boolean>
}

export interface Plan {
  track: Record<string, PlanEntry>
  identify: Record<string, { enabled: boolean }>
  group: Record<string, { enabled: boolean }>
}

/** The key that speaks for all names that are not listed: no event or trait can be told apart by it. */
const DEFAULT = '__default'

/**
 * The source's controls, or its tracking plan, as the browser library reads them. It goes on sending blocked events, switched
 * off for all destinations; here they are counted and dropped. Every entry has `integrations`, which
 * that library follows without looking. Mobile libraries read nothing of this.
 */
export function buildPlan(
  { schema, targets, plan }: Pick<SourceConfig, 'schema' | 'targets' | 'plan'>,
  planned: readonly string[] | null = null,
): Plan {
  const isPlanned = plan !== undefined && planned !== null
  // Where all events may come, their names would only make the settings long.
  const blocksOthers = isPlanned && !plan.enforcement.track.allowUnplannedEvents
  const track = new Map<string, PlanEntry>()
  if (blocksOthers)
    for (const event of planned) track.set(event, { enabled: true, integrations: {} })
  for (const { event, destinationIds } of schema.destinationsOff) {
    const integrations = namesOff(targets, new Set(destinationIds))
    const isOut = blocksOthers && !track.has(event)
    if (Object.keys(integrations).length > 0 && !isOut) {
      track.set(event, { enabled: true, integrations })
    }
  }
  // While a plan is connected, events and traits are its business alone.
  for (const event of isPlanned ? [] : schema.blockedEvents)
    track.set(event, { enabled: false, integrations: {} })
  // Last, and in the place of an event of that name, which only the server can block.
  track.delete(DEFAULT)
  return {
    track: {
      [DEFAULT]: { enabled: !blocksOthers, integrations: {} },
      ...Object.fromEntries(track),
    },
    identify: traitsOff(isPlanned ? [] : schema.blockedIdentifyTraits),
    group: traitsOff(isPlanned ? [] : schema.blockedGroupTraits),
  }
}

/**
 * Names whose every instance is off. The library knows no instances: naming a kind of which one is on
 * would keep the event from that one too.
 */
function namesOff(
  targets: SourceConfig['targets'],
  off: ReadonlySet<string>,
): Record<string, boolean> {
  const isOn = (name: string) =>
    targets.some(
      (target) =>
        target.integrationName === name && target.enabled && !off.has(target.destinationId),
    )
  const names = targets
    .filter((target) => target.enabled && off.has(target.destinationId))
    .map((target) => target.integrationName)
    .filter((name) => !isOn(name))
  return Object.fromEntries(names.map((name) => [name, false]))
}

const traitsOff = (paths: readonly string[]): Record<string, { enabled: boolean }> => ({
  [DEFAULT]: { enabled: true },
  ...Object.fromEntries(
    paths.filter((path) => path !== DEFAULT).map((path) => [path, { enabled: false }]),
  ),
})
