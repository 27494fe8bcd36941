/** The parts of the legacy library that the tests use; it ships no types. */
declare module 'analytics-node' {
  export default class Analytics {
    constructor(writeKey: string, options?: { host?: string; flushAt?: number })
    identify(call: object): this
    track(call: object): this
    page(call: object): this
    screen(call: object): this
    group(call: object): this
    alias(call: object): this
    flush(callback: (error?: Error) => void): void
  }
}
