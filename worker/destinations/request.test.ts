import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createRequestClient, type OutboundRequest } from './request.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

async function startPartner(
  answer: (request: IncomingMessage & { body: string }, response: ServerResponse) => void,
): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      answer(Object.assign(request, { body: Buffer.concat(chunks).toString() }), response)
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const client = (overrides: { allowPrivateTargets?: boolean; signal?: AbortSignal } = {}) =>
  createRequestClient({
    fetch,
    now: Date.now,
    signal: new AbortController().signal,
    allowPrivateTargets: true,
    ...overrides,
  })

const post = (url: string, overrides: Partial<OutboundRequest> = {}): OutboundRequest => ({
  url,
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: 'Bearer token', 'x-own': '1' },
  body: '{"a":1}',
  hops: 0,
  timeoutMs: 5000,
  ...overrides,
})

describe('the outbound client', () => {
  it('sends its own user agent, one hop more, and credentials from the URL as a header', async () => {
    const seen: IncomingMessage['headers'][] = []
    const url = await startPartner((request, response) => {
      seen.push(request.headers)
      response.end('fine')
    })
    const withUser = url.replace('http://', 'http://ada:p%40ss@')
    const answer = await client()(post(`${withUser}/a#b`, { headers: {}, hops: 1 }))
    expect(answer).toMatchObject({ status: 200, body: 'fine' })
    expect(seen[0]).toMatchObject({
      'user-agent': 'Headwater',
      'x-headwater-hops': '2',
      authorization: `Basic ${btoa('ada:p@ss')}`,
    })
  })

  it.each([301, 302, 303, 307, 308])('follows a %i with method and body', async (status) => {
    const seen: string[] = []
    const url = await startPartner((request, response) => {
      seen.push(`${request.method} ${request.url} ${request.body} ${request.headers['x-own']}`)
      if (request.url === '/a') response.writeHead(status, { location: '/b' })
      response.end()
    })
    expect((await client()(post(`${url}/a`))).status).toBe(200)
    expect(seen).toEqual(['POST /a {"a":1} 1', 'POST /b {"a":1} 1'])
  })

  it('takes headers meant for one origin to no other', async () => {
    const seen: IncomingMessage['headers'][] = []
    const other = await startPartner((request, response) => {
      seen.push(request.headers)
      response.end()
    })
    const url = await startPartner((_, response) => {
      response.writeHead(307, { location: other }).end()
    })
    await client()(post(url))
    expect(seen[0]).toMatchObject({ 'content-type': 'application/json' })
    expect(seen[0]).not.toHaveProperty('authorization')
    expect(seen[0]).not.toHaveProperty('x-own')
  })

  it('gives up on a ring of redirects', async () => {
    let requests = 0
    const url = await startPartner((_, response) => {
      requests++
      response.writeHead(302, { location: '/again' }).end()
    })
    await expect(client()(post(url))).rejects.toMatchObject({ code: 'TOO_MANY_REDIRECTS' })
    expect(requests).toBe(6)
  })

  it('refuses private targets before anything is sent, and after a redirect', async () => {
    const asked: string[] = []
    const fake = async (input: RequestInfo | URL) => {
      asked.push(String(input))
      return new Response(null, { status: 302, headers: { location: 'http://169.254.169.254/' } })
    }
    const request = createRequestClient({
      fetch: fake,
      now: Date.now,
      signal: new AbortController().signal,
      allowPrivateTargets: false,
    })
    await expect(request(post('http://127.0.0.1/'))).rejects.toMatchObject({
      code: 'PRIVATE_TARGET',
    })
    expect(asked).toEqual([])
    await expect(request(post('http://example.com/'))).rejects.toMatchObject({
      code: 'PRIVATE_TARGET',
    })
    expect(asked).toEqual(['http://example.com/'])
  })

  it('refuses what is no web address, and a redirect from https to http', async () => {
    for (const url of ['ftp://example.com/', 'file:///etc/passwd', 'not a url']) {
      await expect(client()(post(url))).rejects.toMatchObject({ code: 'INVALID_URL' })
    }
    const request = createRequestClient({
      fetch: async () =>
        new Response(null, { status: 302, headers: { location: 'http://example.com/' } }),
      now: Date.now,
      signal: new AbortController().signal,
      allowPrivateTargets: false,
    })
    await expect(request(post('https://example.com/'))).rejects.toMatchObject({
      code: 'INSECURE_REDIRECT',
    })
  })

  it('says what went wrong by code', async () => {
    const gone = await startPartner((_, response) => response.end())
    const [server] = servers.splice(0)
    await new Promise((resolve) => server?.close(resolve))
    await expect(client()(post(gone))).rejects.toMatchObject({ code: 'ECONNREFUSED' })

    const rude = await startPartner((request) => void request.socket.destroy())
    await expect(client()(post(rude))).rejects.toMatchObject({ code: 'ECONNRESET' })

    const silent = await startPartner(() => {})
    await expect(client()(post(silent, { timeoutMs: 50 }))).rejects.toMatchObject({
      code: 'ETIMEDOUT',
    })
  })

  it('ends with the attempt', async () => {
    const attempt = new AbortController()
    const silent = await startPartner(() => attempt.abort())
    const request = client({ signal: attempt.signal })
    await expect(request(post(silent))).rejects.toMatchObject({ code: 'ETIMEDOUT' })
  })

  it('reads 64 KB of an answer, and takes the status of one that breaks off', async () => {
    const endless = await startPartner((_, response) => {
      response.writeHead(500)
      const more = () => {
        while (response.write('x'.repeat(10_000)));
      }
      response.on('drain', more)
      more()
    })
    const answer = await client()(post(endless))
    expect(answer.status).toBe(500)
    expect(answer.body.length).toBe(64 * 1024)

    const broken = await startPartner((request, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('part')
      setTimeout(() => request.socket.destroy(), 20)
    })
    expect(await client()(post(broken))).toMatchObject({ status: 200, body: 'part' })
  })
})
