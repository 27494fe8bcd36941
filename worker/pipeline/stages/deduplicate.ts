import type { ClaimUnit } from '../../messages/message-index-rpc.ts'
import { MESSAGE_HASH_BYTES, messageIndexShard, writeMessageHash } from '../../platform/hash.ts'
import { going, type PipelineEvent, type Stage } from '../run.ts'

/**
 * Claims every (source, messageId) for the record it came with. The index answers a repeated claim of
 * the same record as it did the first time, so a second run of a segment finds its events new again.
 */
export const deduplicate: Stage = {
  name: 'deduplicate',
  blames: 'infrastructure',
  async run(run, deps) {
    const claims = claimsByShard(going(run), deps.messageIndexShards)
    await Promise.all(
      [...claims].map(async ([shard, units]) => {
        const request = { log: run.log, units: units.map(toClaimUnit) }
        const answers = await deps.messageIndex(shard).claim(request)
        units.forEach((unit, index) => {
          markDuplicates(unit.events, answers[index])
        })
      }),
    )
  },
}

interface ShardUnit {
  segment: number
  events: PipelineEvent[]
  hashes: Uint8Array[]
}

function claimsByShard(events: readonly PipelineEvent[], shards: number): Map<number, ShardUnit[]> {
  const claims = new Map<number, ShardUnit[]>()
  for (const event of events) {
    const hash = new Uint8Array(MESSAGE_HASH_BYTES)
    writeMessageHash(hash, 0, event.sourceId, String(event.fields.messageId))
    const shard = messageIndexShard(hash, 0, shards)
    const units = claims.get(shard) ?? []
    claims.set(shard, units)
    let unit = units.at(-1)
    if (unit?.segment !== event.unit.segment) {
      unit = { segment: event.unit.segment, events: [], hashes: [] }
      units.push(unit)
    }
    unit.events.push(event)
    unit.hashes.push(hash)
  }
  return claims
}

function toClaimUnit(unit: ShardUnit): ClaimUnit {
  const ids = new Uint8Array(unit.hashes.length * MESSAGE_HASH_BYTES)
  unit.hashes.forEach((hash, index) => {
    ids.set(hash, index * MESSAGE_HASH_BYTES)
  })
  const positions = Uint16Array.from(unit.events, (event) => event.position)
  return { segment: unit.segment, ids, positions }
}

function markDuplicates(events: readonly PipelineEvent[], answer: Uint8Array | undefined): void {
  if (answer?.length !== events.length) throw new Error('the index answered for other ids')
  events.forEach((event, index) => {
    if (answer[index] === 0) event.verdict = { outcome: 'duplicate', code: 'duplicate_message_id' }
  })
}
