import { createServer } from 'node:http'
import { OUTBOUND_URL_HEADER } from '../../worker/destinations/outbound-override.ts'
import { answerBody, answerHeaders, type SeenRequest } from '../parity/run-case.ts'

export interface CapturePartner {
  /** For `OUTBOUND_OVERRIDE` of the delivery Worker. */
  readonly origin: string
  /** What came, with the addresses that it was meant for, in order. */
  readonly requests: SeenRequest[]
  stop(): Promise<void>
}

/** Plays every partner of the catalog at once: takes whatever comes, and answers what most of them look for. */
export async function startCapturePartner(): Promise<CapturePartner> {
  const requests: SeenRequest[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const { [OUTBOUND_URL_HEADER]: url, ...headers } = request.headers
      requests.push({
        url: String(url),
        method: request.method ?? '',
        headers: headers as Record<string, string>,
        body: Buffer.concat(chunks).toString(),
      })
      response.writeHead(200, answerHeaders(200)).end(answerBody(200))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    origin: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    requests,
    stop: async () => {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
