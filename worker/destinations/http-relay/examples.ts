import type { DestinationExample } from '../example.ts'

export const httpRelayExamples: DestinationExample[] = [
  {
    title: 'events of one attempt, in one batch',
    settings: { writeKey: 'example-write-key', host: 'https://collect.example.com' },
    events: [
      {
        type: 'track',
        messageId: 'ajs-next-1732381200000-1',
        userId: 'u1',
        event: 'Order Completed',
        properties: { revenue: 20 },
        context: { library: { name: 'analytics.js', version: 'next-1.84.3' } },
        timestamp: '2026-11-23T17:00:00.000Z',
        originalTimestamp: '2026-11-23T16:59:59.500Z',
        sentAt: '2026-11-23T16:59:59.600Z',
        receivedAt: '2026-11-23T17:00:00.100Z',
      },
      {
        type: 'page',
        messageId: 'ajs-next-1732381200000-2',
        anonymousId: 'a1',
        name: 'Home',
        context: {},
        timestamp: '2026-11-23T17:00:01.000Z',
        originalTimestamp: '2026-11-23T17:00:00.500Z',
        sentAt: '2026-11-23T17:00:00.600Z',
        receivedAt: '2026-11-23T17:00:01.100Z',
      },
    ],
    requests: [
      {
        method: 'POST',
        url: 'https://collect.example.com/v1/batch',
        headers: {
          authorization: 'Basic ZXhhbXBsZS13cml0ZS1rZXk6',
          'content-type': 'application/json',
        },
        body: {
          batch: [
            {
              type: 'track',
              messageId: 'ajs-next-1732381200000-1',
              userId: 'u1',
              event: 'Order Completed',
              properties: { revenue: 20 },
              context: { library: { name: 'analytics.js', version: 'next-1.84.3' } },
              timestamp: '2026-11-23T17:00:00.000Z',
            },
            {
              type: 'page',
              messageId: 'ajs-next-1732381200000-2',
              anonymousId: 'a1',
              name: 'Home',
              context: {},
              timestamp: '2026-11-23T17:00:01.000Z',
            },
          ],
          sentAt: '2026-11-23T17:05:00.000Z',
        },
      },
    ],
  },
]
