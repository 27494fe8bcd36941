import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { deliveryVarsSchema } from '../env.ts'
import { overrideOutbound } from './outbound-override.ts'

async function sentTo(url: string, origin: string) {
  const seen: { url: string; original: string | null; body: unknown }[] = []
  const send = overrideOutbound(async (input, init) => {
    const headers = new Headers(init?.headers)
    seen.push({
      url: String(input),
      original: headers.get('x-headwater-outbound-url'),
      body: init?.body,
    })
    return new Response()
  }, origin)
  await send(url, { method: 'POST', headers: { 'x-a': '1' }, body: 'text' })
  return seen[0]
}

describe('the outbound override', () => {
  const capture = 'http://127.0.0.1:9999'

  it('sends what is for the public internet to one server, which is told for whom it was', async () => {
    expect(await sentTo('https://api.partner.example/v2/events?key=1', capture)).toEqual({
      url: `${capture}/v2/events?key=1`,
      original: 'https://api.partner.example/v2/events?key=1',
      body: 'text',
    })
  })

  it('leaves addresses inside the network, and everything when it is off', async () => {
    expect((await sentTo('http://127.0.0.1:5000/a', capture))?.url).toBe('http://127.0.0.1:5000/a')
    expect(await sentTo('https://partner.example/a', '')).toMatchObject({ original: null })
  })

  it('is refused in production, which is what an environment is when nobody says otherwise', () => {
    const vars = { DELIVERY_PRIVATE_KEY: '{}', OUTBOUND_OVERRIDE: capture }
    for (const ENVIRONMENT of [undefined, 'production']) {
      const parsed = v.safeParse(deliveryVarsSchema, { ...vars, ENVIRONMENT })
      expect(parsed.success).toBe(false)
      expect(parsed.issues?.[0]?.message).toContain('local development only')
    }
    expect(v.is(deliveryVarsSchema, { ...vars, ENVIRONMENT: 'local' })).toBe(true)
    expect(v.is(deliveryVarsSchema, { DELIVERY_PRIVATE_KEY: '{}', OUTBOUND_OVERRIDE: '' })).toBe(
      true,
    )
    const wrong = { ...vars, ENVIRONMENT: 'local', OUTBOUND_OVERRIDE: 'not a url' }
    expect(v.is(deliveryVarsSchema, wrong)).toBe(false)
  })
})
