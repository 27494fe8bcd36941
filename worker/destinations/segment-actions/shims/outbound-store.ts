import { AsyncLocalStorage } from 'node:async_hooks'
import type { RequestClient } from '../../request.ts'

/** What the code of definitions finds around it while one of them works. */
export interface Outbound {
  request: RequestClient
  /** Deployments that the attempt's events have passed through: see `OutboundRequest.hops`. */
  hops: number
  /** Which events of the batch the requests are for, where that is known. */
  events?: readonly number[]
  /** Bodies are shown to nobody, e.g. while a token is asked for. */
  confidential?: boolean
  /** What definitions read as `process.env`: see `operatorEnvOf`. */
  env?: Readonly<Record<string, string>>
}

const store = new AsyncLocalStorage<Outbound>()

/** Runs `work` with every request of definitions inside of it, however deep, going through `outbound`. */
export const runWithOutbound = <T>(outbound: Outbound, work: () => Promise<T>): Promise<T> =>
  store.run(outbound, work)

export const currentOutbound = (): Outbound | undefined => store.getStore()

/** Runs `work` as if outside: what a module works out when it is loaded is for everyone. */
export const outsideOfAttempts = <T>(work: () => T): T => store.exit(work)
