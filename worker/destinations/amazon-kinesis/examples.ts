import type { DestinationExample } from '../example.ts'

export const amazonKinesisExamples: DestinationExample[] = [
  {
    title: 'records keyed by who the events are about',
    settings: {
      region: 'eu-central-1',
      streamName: 'events',
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    },
    events: [
      { type: 'track', messageId: 'm1', userId: 'u1', event: 'Order Completed' },
      { type: 'page', messageId: 'm2', anonymousId: 'a1', name: 'Home' },
    ],
    requests: [
      {
        method: 'POST',
        url: 'https://kinesis.eu-central-1.amazonaws.com/',
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': 'Kinesis_20131202.PutRecords',
          'x-amz-date': '20261123T170500Z',
        },
        body: {
          StreamName: 'events',
          Records: [
            {
              Data: 'eyJ0eXBlIjoidHJhY2siLCJtZXNzYWdlSWQiOiJtMSIsInVzZXJJZCI6InUxIiwiZXZlbnQiOiJPcmRlciBDb21wbGV0ZWQifQ==',
              PartitionKey: 'u1',
            },
            {
              Data: 'eyJ0eXBlIjoicGFnZSIsIm1lc3NhZ2VJZCI6Im0yIiwiYW5vbnltb3VzSWQiOiJhMSIsIm5hbWUiOiJIb21lIn0=',
              PartitionKey: 'a1',
            },
          ],
        },
      },
    ],
  },
]
