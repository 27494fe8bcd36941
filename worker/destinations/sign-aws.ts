import { AwsV4Signer } from 'aws4fetch'
import type { OutboundRequest } from './request.ts'

export interface AwsKeys {
  accessKeyId: string
  secretAccessKey: string
}

/**
 * The headers of a request with AWS's signature (version 4) over its address, headers and body. S3 takes
 * a path as it is written in the address; other services want it encoded once more. A plus in the path
 * has to be written as %2B, since the signer would read it as a space.
 */
export async function signAws(
  request: Pick<OutboundRequest, 'url' | 'method' | 'headers'> & {
    body: string | Uint8Array<ArrayBuffer>
  },
  scope: { keys: AwsKeys; service: 's3' | 'kinesis'; region: string; now: number },
): Promise<Record<string, string>> {
  const { url, method, headers, body } = request
  const signer = new AwsV4Signer({
    url,
    method,
    headers: {
      ...headers,
      // For S3 the signer would leave the body out of what it signs.
      ...(scope.service === 's3' && { 'x-amz-content-sha256': await sha256Hex(body) }),
    },
    body,
    ...scope.keys,
    service: scope.service,
    region: scope.region,
    datetime: new Date(scope.now).toISOString().replaceAll(/[-:]|\.\d{3}/g, ''),
  })
  const signed = await signer.sign()
  return Object.fromEntries(signed.headers)
}

export async function sha256Hex(data: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

const REGION = /^[a-z]{2}(-[a-z]+)+-\d{1,2}$/

export const isAwsRegion = (text: string): boolean => REGION.test(text)

/** China's regions are under a domain of their own. */
export const awsDomain = (region: string): string =>
  region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
