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
  readonly #maxIds: number
  /** Null after a failed claim: storage rolled back then, memory did not. */
  #index: ClaimIndex | null

  constructor(ctx: DurableObjectState, env: EdgeEnv) {
    super(ctx, env)
    this.#maxIds = v.parse(varsSchema, env).MESSAGE_INDEX_MAX_IDS
    this.#index = this.#restore()
  }

  /** Idempotent. Either all of a request's ids are kept before the answer leaves, or none is. */
  async claim(request: ClaimRequest): Promise<ClaimAnswer> {
    const index = this.#restored()
    try {
      return this.ctx.storage.transactionSync(() => index.claim(request, Date.now()))
    } catch (error) {
      this.#index = null
      throw error
    }
  }

  async locate(ids: Uint8Array[]): Promise<(string | null)[]> {
    const index = this.#restored()
    return ids.map((id) => index.locate(id))
  }

  async status(): Promise<MessageIndexStatus> {
    return this.#restored().status()
  }

  #restored(): ClaimIndex {
    this.#index ??= this.#restore()
    return this.#index
  }

  #restore(): ClaimIndex {
    const { storage } = this.ctx
    return storage.transactionSync(() => new ClaimIndex(storage.sql, { maxIds: this.#maxIds }))
  }
}
