import { describe, expect, it } from 'vitest'
import { verifySigV4 } from '../../test/fakes/sigv4.ts'
import { awsDomain, isAwsRegion, signAws } from './sign-aws.ts'

/** The example of a PUT in the documentation of S3 (Signature Calculations for the Authorization Header). */
const KEYS = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
}
const PUT = {
  method: 'PUT',
  url: 'https://examplebucket.s3.amazonaws.com/test%24file.text',
  headers: {
    date: 'Fri, 24 May 2013 00:00:00 GMT',
    'x-amz-storage-class': 'REDUCED_REDUNDANCY',
  },
  body: 'Welcome to Amazon S3.',
} as const
const SIGNATURE = '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd'
const AT = Date.parse('2013-05-24T00:00:00Z')

const s3 = { keys: KEYS, service: 's3', region: 'us-east-1', now: AT } as const

describe('a signature for AWS', () => {
  it('is that of the documentation', async () => {
    const headers = await signAws(PUT, s3)
    expect(headers.authorization).toContain(`Signature=${SIGNATURE}`)
    expect(headers.authorization).toContain(
      'SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
    )
    expect(() => verifySigV4({ ...PUT, headers }, KEYS.secretAccessKey)).not.toThrow()
  })

  it.each([
    ['any object', 's3', 'https://b.s3.eu-west-1.amazonaws.com/a%20b/dt=2026-11-23/ü%2Bé(1)!/x.gz'],
    ['other services', 'kinesis', 'https://kinesis.eu-west-1.amazonaws.com/'],
  ] as const)('holds for %s', async (_, service, url) => {
    const request = { ...PUT, url, headers: {}, body: new Uint8Array([0, 255, 7]) }
    const headers = await signAws(request, { ...s3, service, region: 'eu-west-1' })
    expect(() => verifySigV4({ ...request, headers }, KEYS.secretAccessKey)).not.toThrow()
  })

  it('does not hold for anything else', async () => {
    const headers = await signAws(PUT, s3)
    const others = [
      { ...PUT, headers, body: 'Welcome to Amazon S4.' },
      { ...PUT, headers, url: PUT.url.replace('test', 'tent') },
      { ...PUT, headers, method: 'POST' },
      { ...PUT, headers: { ...headers, 'x-amz-storage-class': 'STANDARD' } },
    ]
    for (const other of others) expect(() => verifySigV4(other, KEYS.secretAccessKey)).toThrow()
    expect(() => verifySigV4({ ...PUT, headers }, 'another')).toThrow()
  })

  it.each([
    ['eu-central-1', true],
    ['us-gov-west-1', true],
    ['eu-central-1.evil.example', false],
    ['auto', false],
  ])('knows whether %s is a region', (region, expected) => {
    expect(isAwsRegion(region)).toBe(expected)
  })

  it('goes to a domain of its own in China', () => {
    expect(awsDomain('cn-north-1')).toBe('amazonaws.com.cn')
  })
})
