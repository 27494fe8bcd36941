import type { Call } from './call.ts'

export interface Place {
  /** Address of the collection service. */
  origin: string
  writeKey: string
}

/** Writes a call the way its library is called. */
export interface Language {
  /** As the reader knows it: "Node.js". */
  name: string
  side: 'client' | 'server'
  print: (call: Call, place: Place) => string
}
