import { DurableObject } from 'cloudflare:workers'
import * as v from 'valibot'
import { type EdgeEnv, edgeVarsSchema } from '../../worker/env.ts'
import type {
  ClaimAnswer,
  ClaimRequest,
  MessageIndexRpc,
  MessageIndexStatus,
} from '../../worker/messages/message-index-rpc.ts'
import { ClaimIndex } from './claim-index.ts'

const varsSchema = v.pick(edgeVarsSchema, ['MESSAGE_INDEX_MAX_IDS'])

/** One shard of the message ids seen. What it promises and how is in `claim-index.ts`. */
export class MessageIndex extends DurableObject<EdgeEnv> implements MessageIndexRpc {
  readonly #index: ClaimIndex

  constructor(ctx: DurableObjectState, env: EdgeEnv) {
    super(ctx, env)
    const { MESSAGE_INDEX_MAX_IDS: maxIds } = v.parse(varsSchema, env)
    this.#index = ctx.storage.transactionSync(() => new ClaimIndex(ctx.storage.sql, { maxIds }))
  }

  /** Idempotent. Either all of a request's ids are kept before the answer leaves, or none is. */
  async claim(request: ClaimRequest): Promise<ClaimAnswer> {
    try {
      return this.ctx.storage.transactionSync(() => this.#index.claim(request, Date.now()))
    } catch (error) {
      // Storage rolled back, memory did not: start again from what is stored.
      this.ctx.abort(`claim failed: ${error}`)
      throw error
    }
  }

  async locate(id: Uint8Array): Promise<string | null> {
    return this.#index.locate(id)
  }

  async status(): Promise<MessageIndexStatus> {
    return this.#index.status()
  }
}
