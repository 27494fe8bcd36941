/** What goes in and which requests come out: the tests run these, the documentation shows them. */
export interface DestinationExample {
  title: string
  /** As a person enters them; defaults are left out. */
  settings: Record<string, unknown>
  events: Record<string, unknown>[]
  requests: ExampleRequest[]
}

export interface ExampleRequest {
  method: string
  url: string
  headers: Record<string, string>
  /** JSON is compared as JSON; a text as it is, after it was unpacked where it is gzipped. */
  body: unknown
}
