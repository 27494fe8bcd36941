import type { DestinationExample } from '../example.ts'

const track = { type: 'track', messageId: 'm1', userId: 'u1', event: 'Order Completed' }
const page = { type: 'page', messageId: 'm2', anonymousId: 'a1', name: 'Home' }

export const kafkaRestExamples: DestinationExample[] = [
  {
    title: 'records of version 2, as bytes: the keys are u1 and a1, the values the events',
    settings: { url: 'https://proxy.example.com', topic: 'events' },
    events: [track, page],
    requests: [
      {
        method: 'POST',
        url: 'https://proxy.example.com/topics/events',
        headers: { 'content-type': 'application/vnd.kafka.binary.v2+json' },
        body: {
          records: [
            {
              key: 'dTE=',
              value:
                'eyJ0eXBlIjoidHJhY2siLCJtZXNzYWdlSWQiOiJtMSIsInVzZXJJZCI6InUxIiwiZXZlbnQiOiJPcmRlciBDb21wbGV0ZWQifQ==',
            },
            {
              key: 'YTE=',
              value:
                'eyJ0eXBlIjoicGFnZSIsIm1lc3NhZ2VJZCI6Im0yIiwiYW5vbnltb3VzSWQiOiJhMSIsIm5hbWUiOiJIb21lIn0=',
            },
          ],
        },
      },
    ],
  },
  {
    title: 'a record of version 3, keyed by a property',
    settings: {
      url: 'https://pkc-12345.confluent.cloud/kafka',
      api: 'v3',
      clusterId: 'lkc-abc123',
      topic: 'events',
      username: 'KEY',
      password: 'example-secret',
      keyPath: 'properties.orderId',
    },
    events: [{ ...track, properties: { orderId: 7 } }],
    requests: [
      {
        method: 'POST',
        url: 'https://pkc-12345.confluent.cloud/kafka/v3/clusters/lkc-abc123/topics/events/records',
        headers: {
          'content-type': 'application/json',
          authorization: 'Basic S0VZOmV4YW1wbGUtc2VjcmV0',
        },
        body: {
          key: { type: 'STRING', data: '7' },
          headers: [{ name: 'messageId', value: 'bTE=' }],
          value: { type: 'JSON', data: { ...track, properties: { orderId: 7 } } },
        },
      },
    ],
  },
]
