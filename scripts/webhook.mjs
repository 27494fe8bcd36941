/**
 * `npm run webhook`: a receiver for trying out the webhooks destination. Prints each request that comes
 * and answers 200. `STATUS=503 npm run webhook` answers that instead, to watch retries.
 */
import { createServer } from 'node:http'

const port = Number(process.env.PORT ?? 8788)
const status = Number(process.env.STATUS ?? 200)

const server = createServer((request, response) => {
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    console.log(`\n${request.method} ${request.url}`)
    for (const name of ['content-type', 'x-signature']) {
      const value = request.headers[name]
      if (value !== undefined) console.log(`${name}: ${value}`)
    }
    console.log(indented(Buffer.concat(chunks).toString()))
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}')
  })
})

server.on('error', (error) => {
  console.error(
    error.code === 'EADDRINUSE'
      ? `Port ${port} is in use; choose another: PORT=${port + 1} npm run webhook`
      : error.message,
  )
  process.exit(1)
})
server.listen(port, '127.0.0.1', () => {
  console.log(
    `Waiting for deliveries on http://localhost:${port} (answers ${status}). Ctrl-C ends.`,
  )
})

function indented(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
