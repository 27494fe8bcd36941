/** The bundle, in a Worker: takes cases and answers with their outcomes. Bundled by `sides.ts`. */
import * as bundle from '../../worker/destinations/segment-actions/definitions.gen.js'
import type { ParityCase } from './cases.ts'
import {
  answerBody,
  answerHeaders,
  freeze,
  runCase,
  type SeenRequest,
  type Side,
} from './run-case.ts'

freeze()

const side: Side = {
  Destination: bundle.Destination as unknown as Side['Destination'],
  definitionOf: (key) => bundle.definitions[key]?.() ?? Promise.reject(new Error(`no ${key}`)),
  async capture({ env, status }, work) {
    const seen: SeenRequest[] = []
    const request: Parameters<typeof bundle.runWithOutbound>[0]['request'] = async (sent) => {
      const body = typeof sent.body === 'string' ? sent.body : new TextDecoder().decode(sent.body)
      seen.push({ url: sent.url, method: sent.method, headers: sent.headers, body })
      const headers = new Headers(answerHeaders(status))
      return { status, headers, body: answerBody(status), latencyMs: 1 }
    }
    await bundle.runWithOutbound({ request, hops: 0, env }, work)
    return seen
  },
}

export default {
  async fetch(request: Request): Promise<Response> {
    const outcomes = []
    for (const parityCase of (await request.json()) as ParityCase[]) {
      outcomes.push(await runCase(side, parityCase))
    }
    return Response.json(outcomes)
  },
}
