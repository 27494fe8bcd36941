/** Each asks one binding for something small. A check that throws names its binding in the answer. */
export type HealthChecks = Record<string, () => Promise<unknown>>

/** Monitors come by often and from many places; the bindings are asked at most this often. */
const CACHED_MS = 5_000
const CHECK_TIMEOUT_MS = 3_000

interface Health {
  ok: boolean
  checks: Record<string, 'ok' | 'failed'>
}

/** `/healthz`: 200 when the Worker and its bindings answer, else 503 with the name of what does not. */
export function createHealth(checks: HealthChecks, now: () => number): () => Promise<Response> {
  let last: { health: Health; at: number } | null = null
  return async () => {
    if (last === null || now() - last.at >= CACHED_MS) {
      last = { health: await check(checks), at: now() }
    }
    return Response.json(last.health, {
      status: last.health.ok ? 200 : 503,
      headers: { 'Cache-Control': 'no-store' },
    })
  }
}

async function check(checks: HealthChecks): Promise<Health> {
  const states = await Promise.all(
    Object.entries(checks).map(async ([name, ask]) => [name, await stateOf(ask)] as const),
  )
  return {
    ok: states.every(([, state]) => state === 'ok'),
    checks: Object.fromEntries(states),
  }
}

async function stateOf(ask: () => Promise<unknown>): Promise<'ok' | 'failed'> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<'failed'>((resolve) => {
    timer = setTimeout(() => resolve('failed'), CHECK_TIMEOUT_MS)
  })
  const asked = ask().then(
    () => 'ok' as const,
    () => 'failed' as const,
  )
  const state = await Promise.race([asked, late])
  clearTimeout(timer)
  return state
}
