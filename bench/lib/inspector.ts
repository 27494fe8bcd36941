/**
 * Heap of a Worker's isolate, from the runtime's inspector, after a collection: objects on the heap, and
 * the buffers behind typed arrays, which V8 counts apart.
 */
export async function heapUsage(
  inspectorPort: number,
  worker: string,
): Promise<{ heap: number; buffers: number }> {
  const list = await fetch(`http://127.0.0.1:${inspectorPort}/json`)
  const targets = (await list.json()) as { id: string; webSocketDebuggerUrl: string }[]
  const target = targets.find(({ id }) => id === `core:user:${worker}`)
  if (target === undefined) throw new Error(`the inspector does not know ${worker}`)
  const socket = new WebSocket(target.webSocketDebuggerUrl)
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true })
    socket.addEventListener('error', reject, { once: true })
  })
  try {
    await call(socket, 'Runtime.enable')
    await call(socket, 'HeapProfiler.enable')
    // The runtime ignores `collectGarbage`; a snapshot collects before it begins. Its chunks are not
    // read, and it is taken twice: buffers are freed after the wrappers that held them.
    await call(socket, 'HeapProfiler.takeHeapSnapshot')
    await call(socket, 'HeapProfiler.takeHeapSnapshot')
    const usage = await call(socket, 'Runtime.getHeapUsage')
    return { heap: Number(usage.usedSize), buffers: Number(usage.backingStorageSize) }
  } finally {
    socket.close()
  }
}

let lastId = 0

function call(socket: WebSocket, method: string): Promise<Record<string, unknown>> {
  lastId += 1
  const id = lastId
  return new Promise((resolve, reject) => {
    const onMessage = ({ data }: MessageEvent) => {
      const message = JSON.parse(String(data))
      if (message.id !== id) return
      socket.removeEventListener('message', onMessage)
      if (message.error === undefined) resolve(message.result)
      else reject(new Error(`${method}: ${message.error.message}`))
    }
    socket.addEventListener('message', onMessage)
    socket.send(JSON.stringify({ id, method }))
  })
}
