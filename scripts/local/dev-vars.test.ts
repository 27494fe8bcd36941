import { describe, expect, it } from 'vitest'
import { completeDevVars, parseDevVars } from './dev-vars.ts'

describe('completeDevVars', () => {
  it('makes random secrets on the first run', () => {
    const first = parseDevVars(completeDevVars(''))
    const second = parseDevVars(completeDevVars(''))
    expect(first.PUBLIC_API_TOKEN).toMatch(/^hwt_[\w-]{43}$/)
    expect(first.PUBLIC_API_TOKEN).not.toBe(second.PUBLIC_API_TOKEN)
    expect(first.BETTER_AUTH_SECRET?.length).toBeGreaterThanOrEqual(32)
    expect(first.SETUP_CODE).not.toBe(second.SETUP_CODE)
    const key = JSON.parse(first.DELIVERY_PRIVATE_KEY ?? '')
    expect(key).toMatchObject({ kty: 'EC', crv: 'P-256', kid: expect.any(String) })
    expect(key.d).not.toBe(JSON.parse(second.DELIVERY_PRIVATE_KEY ?? '').d)
  })

  it('changes nothing when all are there', () => {
    const text = completeDevVars('')
    expect(completeDevVars(text)).toBe(text)
  })

  it('adds only what is missing and keeps every line as it was', () => {
    const text = "# mine\nPUBLIC_API_TOKEN=chosen\nEXTRA='x'"
    const completed = completeDevVars(text)
    expect(completed.startsWith(`${text}\n`)).toBe(true)
    expect(parseDevVars(completed)).toMatchObject({
      PUBLIC_API_TOKEN: 'chosen',
      EXTRA: 'x',
      DELIVERY_PRIVATE_KEY: expect.stringContaining('P-256'),
    })
  })

  it('fills in a secret that is there but empty, by a later line that wins', () => {
    expect(parseDevVars(completeDevVars('PUBLIC_API_TOKEN=\n')).PUBLIC_API_TOKEN).toMatch(/^hwt_/)
  })
})
