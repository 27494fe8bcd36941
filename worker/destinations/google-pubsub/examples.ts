import type { DestinationExample } from '../example.ts'

export const googlePubsubExamples: DestinationExample[] = [
  {
    title: 'messages with attributes to filter by',
    settings: {
      serviceAccount:
        '{"type":"service_account","project_id":"acme-prod","private_key_id":"1a2b","private_key":"-----BEGIN PRIVATE KEY-----…","client_email":"headwater@acme-prod.iam.gserviceaccount.com"}',
      topic: 'events',
    },
    events: [
      { type: 'track', messageId: 'm1', userId: 'u1', event: 'Order Completed' },
      { type: 'page', messageId: 'm2', anonymousId: 'a1', name: 'Home' },
    ],
    requests: [
      {
        method: 'POST',
        url: 'https://pubsub.googleapis.com/v1/projects/acme-prod/topics/events:publish',
        headers: { 'content-type': 'application/json' },
        body: {
          messages: [
            {
              data: 'eyJ0eXBlIjoidHJhY2siLCJtZXNzYWdlSWQiOiJtMSIsInVzZXJJZCI6InUxIiwiZXZlbnQiOiJPcmRlciBDb21wbGV0ZWQifQ==',
              attributes: { messageId: 'm1', type: 'track', event: 'Order Completed' },
            },
            {
              data: 'eyJ0eXBlIjoicGFnZSIsIm1lc3NhZ2VJZCI6Im0yIiwiYW5vbnltb3VzSWQiOiJhMSIsIm5hbWUiOiJIb21lIn0=',
              attributes: { messageId: 'm2', type: 'page' },
            },
          ],
        },
      },
    ],
  },
]
