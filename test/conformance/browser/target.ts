/** An event as the far end has it: sent by the library, or delivered by the service. */
export interface SeenEvent {
  type: string
  messageId: string
  event?: string
  name?: string
  userId?: string | null
  anonymousId?: string | null
  groupId?: string
  previousId?: string
  traits?: Record<string, unknown>
  properties?: Record<string, unknown>
  context: Record<string, unknown>
}

/** A collection host under test, with one source on it that no other test uses. */
export interface Target {
  origin: string
  writeKey: string
  /** Whether the far end gets each event once, however often the library sends it. */
  once: boolean
  /** Everything that has arrived so far, repeats included where the far end sees them. */
  events(): Promise<SeenEvent[]>
  stop(): Promise<void>
}
