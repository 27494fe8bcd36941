import type { DestinationExample } from '../example.ts'

const track = {
  type: 'track',
  messageId: 'm1',
  userId: 'u1',
  event: 'Order Completed',
  receivedAt: '2026-11-23T16:59:59.900Z',
}
const page = {
  type: 'page',
  messageId: 'm2',
  anonymousId: 'a1',
  name: 'Home',
  receivedAt: '2026-11-23T17:00:00.100Z',
}
const keys = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
}

export const s3Examples: DestinationExample[] = [
  {
    title: 'gzipped lines, a file for each hour',
    settings: { bucket: 'example-bucket', region: 'eu-central-1', ...keys },
    events: [track, page],
    requests: [
      {
        method: 'PUT',
        url: 'https://example-bucket.s3.eu-central-1.amazonaws.com/events/dt%3D2026-11-23/hour%3D16/20261123T165959Z-5af33463124f17e53dc05967932afcbd.ndjson.gz',
        headers: { 'content-type': 'application/gzip', 'x-amz-date': '20261123T170500Z' },
        body: `${JSON.stringify(track)}\n`,
      },
      {
        method: 'PUT',
        url: 'https://example-bucket.s3.eu-central-1.amazonaws.com/events/dt%3D2026-11-23/hour%3D17/20261123T170000Z-1eefeb04cc402db49ee5d34dac6e1bb5.ndjson.gz',
        headers: { 'content-type': 'application/gzip', 'x-amz-date': '20261123T170500Z' },
        body: `${JSON.stringify(page)}\n`,
      },
    ],
  },
  {
    title: 'a bucket of R2, with all of a day in one folder',
    settings: {
      bucket: 'example-bucket',
      region: 'auto',
      endpoint: 'https://account.r2.cloudflarestorage.com',
      folder: 'raw/{year}/{month}/{day}',
      ...keys,
    },
    events: [page, track],
    requests: [
      {
        method: 'PUT',
        url: 'https://account.r2.cloudflarestorage.com/example-bucket/raw/2026/11/23/20261123T165959Z-95cdb40c7ff30715697f4e2f4737a9ef.ndjson.gz',
        headers: { 'content-type': 'application/gzip' },
        body: `${JSON.stringify(track)}\n${JSON.stringify(page)}\n`,
      },
    ],
  },
]
