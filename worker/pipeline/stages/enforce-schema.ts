import { applyJsonPatch } from '../../domain/event/json-patch.ts'
import { applyControls } from '../../domain/protocols/schema-controls.ts'
import { going, SourceLookup, type Stage } from '../run.ts'

/**
 * Blocks events and removes traits as the source's schema controls say, by the configuration version
 * that the event's segment is pinned to. What is kept stays as it came: the verdict tells of the rest.
 */
export const enforceSchema: Stage = {
  name: 'enforce-schema',
  // Looking up the configuration is all that can fail here: deciding is pure and total.
  blames: 'infrastructure',
  async run(run, deps) {
    const sources = new SourceLookup(deps.snapshots)
    for (const event of going(run)) {
      const source = await sources.find(event.unit.version, event.sourceId)
      // A source that is gone is for routing to tell.
      if (!source) continue
      const controlled = applyControls(event.fields, source.schema)
      if (controlled.effect === 'blocked') {
        event.verdict = { outcome: 'filtered at source', code: controlled.code }
      } else if (controlled.effect === 'omitted') {
        event.fields = applyJsonPatch(event.fields, controlled.patch)
        event.json = JSON.stringify(event.fields)
        event.patch = [...event.patch, ...controlled.patch]
        event.omitted = controlled.omitted
      }
    }
  },
}
