import { eventually } from './eventually.ts'
import type { Service } from './service.ts'
import type { TestSource } from './workspace.ts'

/** A generation is sealed at 8 MB, long before it is sealed by its age. */
const GENERATION_BYTES = 8_000_000

/** Every archived line of a source, as text. */
export async function archivedLines(service: Service, source: TestSource): Promise<string[]> {
  const keys = await service.archiveKeys(`archive/v1/${source.id}/`)
  const objects = await Promise.all(keys.map((key) => service.archiveObject(key)))
  return objects.flatMap((object) => (object?.text ?? '').split('\n').filter(Boolean))
}

/** Fills the open generation with events of `filler`, so that what came before is archived now. */
export async function sealGeneration(service: Service, filler: TestSource): Promise<void> {
  const event = {
    type: 'track',
    userId: 'filler',
    event: 'Filler',
    properties: { text: 'x'.repeat(30_000) },
  }
  const body = JSON.stringify({ batch: Array.from({ length: 16 }, () => event) })
  for (let sent = 0; sent < GENERATION_BYTES + body.length; sent += body.length) {
    const response = await fetch(`${service.origin}/v1/batch`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${filler.writeKey}:`)}` },
      body,
    })
    const text = await response.text()
    if (response.status !== 200) throw new Error(`filler batch: ${response.status} ${text}`)
  }
}

/** Waits until each messageId has a line in the archive. */
export async function waitForArchive(
  service: Service,
  source: TestSource,
  messageIds: readonly string[],
): Promise<string[]> {
  return eventually('every event in the archive', async () => {
    const lines = await archivedLines(service, source)
    const text = lines.join('\n')
    const missing = messageIds.filter((id) => !text.includes(JSON.stringify(id)))
    if (missing.length > 0) {
      throw new Error(`${missing.length} missing, e.g. ${missing.slice(0, 3).join(', ')}`)
    }
    return lines
  })
}
