import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

export interface SignedRequest {
  method: string
  url: string
  headers: Record<string, string | undefined>
  body: string | Uint8Array
}

const sha256 = (data: string | Uint8Array): string =>
  createHash('sha256').update(data).digest('hex')
const hmac = (key: string | Buffer, data: string): Buffer =>
  createHmac('sha256', key).update(data).digest()

/**
 * Checks AWS's signature version 4 as a service does, by the published steps and apart from the
 * library that signs. Header names are lower case.
 * @throws with what is wrong.
 */
export function verifySigV4(request: SignedRequest, secretAccessKey: string): void {
  const { headers } = request
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    )
  if (!match) throw new Error(`not a signature: ${headers.authorization}`)
  const [, , day = '', region = '', service = '', names = '', signature = ''] = match
  const time = headers['x-amz-date'] ?? ''
  if (!time.startsWith(day)) throw new Error(`signed for ${day}, sent at ${time}`)
  const claimed = headers['x-amz-content-sha256']
  const bodyHash = sha256(request.body)
  if (claimed !== undefined && claimed !== bodyHash) throw new Error('the body is another one')

  const url = new URL(request.url)
  const path = url.pathname
    .split('/')
    .map((part) => encode(decodeURIComponent(part)))
    .map((part) => (service === 's3' ? part : encode(part)))
    .join('/')
  const query = [...url.searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .toSorted()
    .join('&')
  const canonicalHeaders = names
    .split(';')
    .map((name) => `${name}:${(name === 'host' ? url.host : (headers[name] ?? '')).trim()}\n`)
    .join('')
  const canonical = [request.method, path, query, canonicalHeaders, names, bodyHash].join('\n')
  const scope = `${day}/${region}/${service}/aws4_request`
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')
  const key = [region, service, 'aws4_request'].reduce<Buffer>(
    (last, part) => hmac(last, part),
    hmac(`AWS4${secretAccessKey}`, day),
  )
  const expected = hmac(key, toSign)
  if (!timingSafeEqual(expected, Buffer.from(signature, 'hex'))) {
    throw new Error(`the signature does not match\n${canonical}`)
  }
}

const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
