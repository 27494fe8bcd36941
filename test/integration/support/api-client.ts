import { env } from 'cloudflare:workers'
import * as v from 'valibot'
import { expect } from 'vitest'
import type { ApiDeps } from '../../../worker/api/api-deps.ts'
import { destinationSchema } from '../../../worker/api/contract/destinations.ts'
import { errorEnvelopeSchema } from '../../../worker/api/contract/envelope.ts'
import { sourceSchema } from '../../../worker/api/contract/sources.ts'
import { createSnapshots } from '../../../worker/platform/snapshots.ts'
import { type Answer, ask as askAs, makeDeps, OWNER_TOKEN } from './app.ts'

/** What the calls below run with; a test may change parts of it. */
export let deps: ApiDeps = makeDeps()

export function renewDeps(): void {
  deps = makeDeps()
}

export async function ask(
  method: string,
  path: string,
  body?: unknown,
  token: string | null = OWNER_TOKEN,
): Promise<Answer> {
  const answer = await askAs(method, path, body, token === null ? {} : { token }, deps)
  if (answer.errors !== undefined) v.parse(errorEnvelopeSchema, { errors: answer.errors })
  return answer
}

let n = 0
export async function makeSource(overrides: Record<string, unknown> = {}) {
  const input = { slug: `source-${n++}`, enabled: true, metadataId: 'javascript', ...overrides }
  const { status, data } = await ask('POST', '/sources', input)
  expect(status).toBe(201)
  return v.parse(sourceSchema, data.source)
}

export async function makeDestination(
  sourceId: string,
  settings: Record<string, unknown> = WEBHOOK,
) {
  const input = { sourceId, metadataId: 'webhooks', enabled: true, settings }
  const { status, data } = await ask('POST', '/destinations', input)
  expect(status).toBe(200)
  return v.parse(destinationSchema, data.destination)
}
export const WEBHOOK = {
  hooks: [
    { hook: 'https://hooks.example.com/secret-path', headers: { authorization: 'Bearer hush' } },
  ],
  sharedSecret: 'signing-secret',
}

export const snapshot = () => createSnapshots(env.DB, Date.now).current(() => {})
