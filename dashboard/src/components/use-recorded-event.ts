import { useQuery, useQueryClient } from '@tanstack/react-query'
import { recentEventsQuery } from '../api/recent-events.ts'
import { traceQuery } from '../api/traces.ts'

/** As a text to edit. */
export const indent = (event: unknown): string => JSON.stringify(event, null, 2)

/**
 * The event with a message id, as a text: from what the source sent lately, else from the event's trace.
 * Null when neither has it.
 */
export function useRecordedEvent(sourceId: string, messageId: string | undefined) {
  const queryClient = useQueryClient()
  return useQuery({
    queryKey: ['recorded-event', sourceId, messageId],
    enabled: messageId !== undefined,
    // The text is edited from here on: it must not come again.
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async (): Promise<string | null> => {
      const id = messageId ?? ''
      const recent = await queryClient.fetchQuery(
        recentEventsQuery(sourceId, { text: id, limit: 50 }),
      )
      const held = recent.events.find((event) => event.messageId === id && event.json !== null)
      if (held?.json != null) return indent(JSON.parse(held.json))
      const { traces } = await queryClient.fetchQuery(traceQuery({ messageId: id, sourceId }))
      const kept = traces.find(({ event }) => event !== null && event !== undefined)
      return kept === undefined ? null : indent(kept.event)
    },
  })
}
