/** Drives a MessageIndex with claims as the pipeline sends them: over RPC, from a Worker. */
import { MessageIndex } from '../../durable-objects/message-index/message-index.ts'
import type { MessageIndexRpc } from '../../worker/messages/message-index-rpc.ts'
import { writeMessageHash } from '../../worker/platform/hash.ts'

export { MessageIndex }

interface Env {
  MESSAGE_INDEX: { getByName(name: string): MessageIndexRpc }
}

const UNITS = 5
const IDS_PER_UNIT = 200

export default {
  /** `/?from=0&claims=100`: claims the segments from that number on; `&log=` names the claimer. */
  async fetch(request: Request, env: Env): Promise<Response> {
    const query = new URL(request.url).searchParams
    const from = Number(query.get('from'))
    const claims = Number(query.get('claims'))
    const index = env.MESSAGE_INDEX.getByName('bench')
    if (claims === 0) return Response.json(await index.status())
    let fresh = 0
    let hashMs = 0
    const started = Date.now()
    for (let claim = from; claim < from + claims; claim++) {
      const hashing = Date.now()
      const units = Array.from({ length: UNITS }, (_, unit) => makeUnit(claim * UNITS + unit))
      hashMs += Date.now() - hashing
      const answers = await index.claim({ log: query.get('log') ?? 'enam-0', units })
      for (const answer of answers) for (const one of answer) fresh += one
    }
    return Response.json({ fresh, ms: Date.now() - started, hashMs })
  },
}

function makeUnit(segment: number) {
  const ids = new Uint8Array(IDS_PER_UNIT * 8)
  const positions = new Uint16Array(IDS_PER_UNIT)
  for (let i = 0; i < IDS_PER_UNIT; i++) {
    writeMessageHash(ids, i * 8, 'src_bench', `ajs-next-1763918485-${segment}-${i}-0123456789ab`)
    positions[i] = i
  }
  return { segment, ids, positions }
}
