import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import {
  attempt,
  bodyText,
  expectExample,
  makeDeliveries,
  type Partner,
} from '../../../test/fakes/destination-attempt.ts'
import { verifySigV4 } from '../../../test/fakes/sigv4.ts'
import type { OutboundRequest } from '../request.ts'
import { amazonKinesisExamples } from './examples.ts'
import { amazonKinesis } from './index.ts'
import { amazonKinesisSettingsSchema } from './settings.ts'

const SETTINGS = {
  region: 'eu-central-1',
  streamName: 'events',
  accessKeyId: 'AKID',
  secretAccessKey: 'kinesis-secret',
}

interface PutRecords {
  StreamName: string
  Records: { Data: string; PartitionKey: string }[]
}

const putOf = (request: OutboundRequest | undefined): PutRecords =>
  JSON.parse(bodyText(request ?? {}))

const idsOf = (request: OutboundRequest): string[] =>
  putOf(request).Records.map(
    ({ Data }) => JSON.parse(Buffer.from(Data, 'base64').toString()).messageId,
  )

const stream =
  (errorOf: (messageId: string) => string | null = () => null): Partner =>
  (request) => {
    const errors = idsOf(request).map(errorOf)
    const Records = errors.map((ErrorCode) =>
      ErrorCode === null
        ? { SequenceNumber: '4954', ShardId: 'shardId-000000000000' }
        : { ErrorCode, ErrorMessage: `${ErrorCode} for shard 1` },
    )
    return {
      body: JSON.stringify({ FailedRecordCount: errors.filter(Boolean).length, Records }),
    }
  }

describe('Amazon Kinesis', () => {
  it.each(amazonKinesisExamples)('is sent $title', (example) =>
    expectExample(amazonKinesis, example, stream()),
  )

  it('signs requests so that AWS can check them', async () => {
    const settings = { ...SETTINGS, secretAccessKey: 'wJalrXUtnFEMI/K7MDENG' }
    const { requests } = await attempt(amazonKinesis, settings, makeDeliveries(3), stream())
    const [request] = requests
    if (!request) throw new Error('nothing was sent')
    const signed = { ...request, body: bodyText(request) }
    expect(() => verifySigV4(signed, settings.secretAccessKey)).not.toThrow()
    expect(request.headers.authorization).toContain('/20261123/eu-central-1/kinesis/aws4_request')
  })

  it('sends again only the records that failed, and only for reasons that pass', async () => {
    const errors: Record<string, string> = {
      m1: 'ProvisionedThroughputExceededException',
      m3: 'InternalFailure',
      m4: 'AccessDeniedException',
    }
    const { results } = await attempt(
      amazonKinesis,
      SETTINGS,
      makeDeliveries(5),
      stream((id) => errors[id] ?? null),
    )
    expect(results).toMatchObject([
      { outcome: 'delivered' },
      { outcome: 'retry', code: 'ProvisionedThroughputExceededException' },
      { outcome: 'delivered' },
      { outcome: 'retry', code: 'InternalFailure' },
      { outcome: 'failed', code: 'AccessDeniedException' },
    ])
  })

  it.each([
    ['ProvisionedThroughputExceededException', 'retry'],
    ['com.amazonaws.kinesis.v20131202#LimitExceededException', 'retry'],
    ['ResourceNotFoundException', 'failed'],
    ['UnrecognizedClientException', 'failed'],
  ])('takes an answer 400 of type %s as %s', async (type, outcome) => {
    const { results } = await attempt(amazonKinesis, SETTINGS, makeDeliveries(2), () => ({
      status: 400,
      body: JSON.stringify({ __type: type, message: 'no, kinesis-secret' }),
    }))
    expect(results).toMatchObject(Array(2).fill({ outcome, code: type.split('#').at(-1) }))
    expect(JSON.stringify(results)).not.toContain('kinesis-secret')
  })

  it('finds the record that a request is refused for', async () => {
    const { outcomes } = await attempt(amazonKinesis, SETTINGS, makeDeliveries(30), (request, n) =>
      idsOf(request).includes('m9')
        ? { status: 400, body: '{"__type":"ValidationException"}' }
        : stream()(request, n),
    )
    expect(outcomes.filter((outcome) => outcome === 'delivered')).toHaveLength(29)
    expect(outcomes[9]).toBe('failed')
  })

  it('puts at most 500 records and 5 MB into a request', async () => {
    const { requests } = await attempt(amazonKinesis, SETTINGS, makeDeliveries(700), stream())
    // Requests go out side by side: which is first is nobody's promise.
    const sizes = requests.map((request) => putOf(request).Records.length)
    expect(sizes.sort((a, b) => b - a)).toEqual([500, 200])
    const large = makeDeliveries(300, () => ({ text: 'x'.repeat(30_000) }))
    for (const request of (await attempt(amazonKinesis, SETTINGS, large, stream())).requests) {
      expect(bodyText(request).length).toBeLessThan(5_000_000)
    }
  })

  it('keys records by a path, cut to 256 characters, or else by the message', async () => {
    const events = makeDeliveries(3, (n) => ({
      properties: [{ shop: '🏪'.repeat(300) }, { shop: 12 }, { shop: {} }][n],
    }))
    const settings = { ...SETTINGS, partitionKeyPath: 'properties.shop' }
    const { requests } = await attempt(amazonKinesis, settings, events, stream())
    expect(putOf(requests[0]).Records.map(({ PartitionKey }) => PartitionKey)).toEqual([
      '🏪'.repeat(256),
      '12',
      'm2',
    ])
  })

  it('tries again what an answer does not speak of', async () => {
    const { results } = await attempt(amazonKinesis, SETTINGS, makeDeliveries(1), () => ({}))
    expect(results).toMatchObject([{ outcome: 'retry', code: 'UNREADABLE_ANSWER' }])
  })

  it('goes to another endpoint, and to the domain of its region', async () => {
    const urlOf = async (more: Record<string, string>) =>
      (await attempt(amazonKinesis, { ...SETTINGS, ...more }, makeDeliveries(1), stream()))
        .requests[0]?.url
    expect(await urlOf({ endpoint: 'https://vpce.example.com/' })).toBe('https://vpce.example.com/')
    expect(await urlOf({ region: 'cn-north-1' })).toBe(
      'https://kinesis.cn-north-1.amazonaws.com.cn/',
    )
  })

  it.each([
    ['a region that is a host', { ...SETTINGS, region: 'evil.example/' }],
    ['no secret', { ...SETTINGS, secretAccessKey: '' }],
    ['a stream that is an ARN', { ...SETTINGS, streamName: 'arn:aws:kinesis:x' }],
  ])('refuses settings with %s', (_, settings) => {
    expect(v.is(amazonKinesisSettingsSchema, settings)).toBe(false)
  })
})
