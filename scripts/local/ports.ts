import { createServer } from 'node:net'

/** @throws with advice when something else already listens there. */
export async function requireFreePort(port: number): Promise<void> {
  const error = await tryListen(port)
  if (error === null) return
  if (error.code === 'EADDRINUSE') {
    throw new Error(
      `Port ${port} is in use. Stop what listens there, or choose another: PORT=${port + 1} npm start`,
    )
  }
  throw new Error(`Port ${port} cannot be used: ${error.message}`)
}

function tryListen(port: number): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error) => resolve(error))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(null)))
  })
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}
