/**
 * Names of archive objects. `hour` is the hour in which the generation opened, so a reader of a time
 * range looks one generation (at most a minute) before it as well.
 */
export interface ArchiveKey {
  sourceId: string
  /** `2026-11-23T17`. */
  hour: string
  /** Name of the log, e.g. `enam-0`. */
  log: string
  generation: number
}

export function archiveKey({ sourceId, hour, log, generation }: ArchiveKey): string {
  const [date = '', hh = ''] = hour.split('T')
  return `${archivePrefix(sourceId)}${date.replaceAll('-', '/')}/${hh}/${log}-${generation}.ndjson.gz`
}

export const archivePrefix = (sourceId: string): string => `archive/v1/${sourceId}/`

export const deadLetterKey = (sourceId: string, hour: string, acceptId: string): string => {
  const [date = '', hh = ''] = hour.split('T')
  return `dead/v1/${sourceId}/${date.replaceAll('-', '/')}/${hh}/${acceptId}.json`
}

/** An event's name for life: shard, segment, position. */
export const acceptIdOf = (log: string, segment: number, position: number): string =>
  `${log}.${segment}.${position}`

export function parseAcceptId(
  acceptId: string,
): { log: string; segment: number; position: number } | null {
  const match = /^([a-z]+-\d+)\.(\d+)\.(\d+)$/.exec(acceptId)
  if (!match) return null
  return { log: match[1] as string, segment: Number(match[2]), position: Number(match[3]) }
}
