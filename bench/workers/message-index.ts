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
  /**
   * `/?from=0&claims=100`: claims the segments from that number on; `&log=` names the claimer.
   * `/?locate=7`: where the first id of that segment is, asked for together with ids that nobody sent.
   */
  async fetch(request: Request, env: Env): Promise<Response> {
    const query = new URL(request.url).searchParams
    const from = Number(query.get('from'))
    const claims = Number(query.get('claims'))
    const index = env.MESSAGE_INDEX.getByName('bench')
    const segment = query.get('locate')
    if (segment !== null) {
      const [place] = await index.locate(askedTogether(Number(segment)))
      return Response.json(place)
    }
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

/** A trace asks for its message id in each source of the workspace. */
const SOURCES = 100

function askedTogether(segment: number): Uint8Array[] {
  return Array.from({ length: SOURCES }, (_, source) => {
    const id = new Uint8Array(8)
    writeMessageHash(id, 0, source === 0 ? 'src_bench' : `src_${source}`, messageId(segment, 0))
    return id
  })
}

const messageId = (segment: number, i: number): string =>
  `ajs-next-1763918485-${segment}-${i}-0123456789ab`

function makeUnit(segment: number) {
  const ids = new Uint8Array(IDS_PER_UNIT * 8)
  const positions = new Uint16Array(IDS_PER_UNIT)
  for (let i = 0; i < IDS_PER_UNIT; i++) {
    writeMessageHash(ids, i * 8, 'src_bench', messageId(segment, i))
    positions[i] = i
  }
  return { segment, ids, positions }
}
