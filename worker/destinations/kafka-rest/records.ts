import { base64 } from '../base64.ts'
import type { DeliveryEvent } from '../destination.ts'
import { eventOf, keyOf } from '../event-of.ts'
import type { KafkaRestSettings } from './settings.ts'

/** How records of an API version are written, and where they go. */
export interface RecordFormat {
  contentType: string
  accept: string
  path: string
  record(event: DeliveryEvent): string
  body(records: readonly string[]): string
}

export function formatOf(settings: KafkaRestSettings): RecordFormat {
  const { api, clusterId, topic, keyPath } = settings
  const keyIn = (json: string) => keyOf(eventOf(json), keyPath)
  if (api === 'v2') {
    return {
      contentType: 'application/vnd.kafka.binary.v2+json',
      accept: 'application/vnd.kafka.v2+json, application/json',
      path: `/topics/${topic}`,
      // As bytes, because version 2 would write a JSON key with quotes around it, which no other
      // producer does, and would write the event anew.
      record: ({ json }) => {
        const key = keyIn(json)
        return JSON.stringify({ ...(key !== null && { key: base64(key) }), value: base64(json) })
      },
      body: (records) => `{"records":[${records.join(',')}]}`,
    }
  }
  return {
    contentType: 'application/json',
    accept: 'application/json',
    path: `/v3/clusters/${clusterId}/topics/${topic}/records`,
    record: ({ json, messageId }) => {
      const key = keyIn(json)
      const head = JSON.stringify({
        ...(key !== null && { key: { type: 'STRING', data: key } }),
        headers: [{ name: 'messageId', value: base64(messageId) }],
      })
      return `${head.slice(0, -1)},"value":{"type":"JSON","data":${json}}}`
    },
    // Concatenated JSON: each record gets a report of its own, in the same order.
    body: (records) => records.join('\n'),
  }
}
