import type { RequestErrorCode } from '../domain/delivery/classify-response.ts'

/** A request that got no usable answer. The code says whether another try is worth it. */
export class RequestError extends Error {
  override name = 'RequestError'
  readonly code: RequestErrorCode

  constructor(code: RequestErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
