import { beforeEach, describe, expect, it } from 'vitest'
import { createObjectStorage } from '../../test/fakes/delivery-outbox.ts'
import type { DestinationConfig, SealedSettings } from '../../worker/domain/config/snapshot.ts'
import { OAuthDesk } from './oauth-desk.ts'
import { DeliveryStore } from './store.ts'

const box = (ciphertext: string) => ({ v: 1 as const, kid: 'k', epk: '', iv: '', ciphertext })
const sealedTokens = (name: string): SealedSettings => ({ oauthAccessToken: box(name) })

const makeConfig = (overrides: Partial<DestinationConfig> = {}) =>
  ({
    settings: { region: 'eu' },
    sealed: { oauthRefreshToken: box('refresh') },
    ...overrides,
  }) as DestinationConfig

let { storage } = createObjectStorage()
let timeouts: (() => void)[] = []

function open(): OAuthDesk {
  new DeliveryStore(storage)
  let tickets = 0
  return new OAuthDesk({
    sql: storage.sql,
    now: () => 0,
    newTicket: () => `t${tickets++}`,
    sleep: () => new Promise((resolve) => timeouts.push(resolve)),
  })
}

beforeEach(() => {
  storage = createObjectStorage().storage
  timeouts = []
})

describe('the tokens of a destination', () => {
  it('are asked for once, however many attempts met the refusal', async () => {
    const desk = open()
    desk.noteConfig(makeConfig())
    const first = await desk.take('old')
    expect(first).toEqual({ turn: 'yours', ticket: 't0' })
    const others = Promise.all([desk.take('old'), desk.take('old')])
    const result = { kind: 'tokens' as const, sealed: sealedTokens('new'), of: 'new' }
    desk.finish({ ticket: 't0', refused: 'old', result })
    const newer = { turn: 'newer', sealed: sealedTokens('new') }
    expect(await others).toEqual([newer, newer])
    expect(await desk.take('old')).toEqual(newer)
    expect(await desk.take('new')).toEqual({ turn: 'yours', ticket: 't1' })
  })

  it('outlast a restart, and end with the settings they came from', async () => {
    const desk = open()
    desk.noteConfig(makeConfig())
    await desk.take('old')
    const result = { kind: 'tokens' as const, sealed: sealedTokens('new'), of: 'new' }
    desk.finish({ ticket: 't0', refused: 'old', result })
    const again = open()
    again.noteConfig(makeConfig({ settings: { region: 'us' } }))
    expect(again.tokens).toEqual(sealedTokens('new'))
    again.noteConfig(makeConfig({ sealed: { oauthRefreshToken: box('another') } }))
    expect(again.tokens).toBeNull()
  })

  it('are kept though the log forgot who asked, and keep a refresh token that was not replaced', async () => {
    const desk = open()
    desk.noteConfig(makeConfig())
    const sealed = { ...sealedTokens('a'), oauthRefreshToken: box('r2') }
    desk.finish({ ticket: 'gone', refused: 'old', result: { kind: 'tokens', sealed, of: 'a' } })
    const result = { kind: 'tokens' as const, sealed: sealedTokens('b'), of: 'b' }
    desk.finish({ ticket: 'gone', refused: 'a', result })
    expect(desk.tokens).toEqual({ ...sealedTokens('b'), oauthRefreshToken: box('r2') })
    const late = { kind: 'tokens' as const, sealed: sealedTokens('late'), of: 'late' }
    desk.finish({ ticket: 'gone', refused: 'old', result: late })
    expect(desk.tokens).toMatchObject(sealedTokens('b'))
  })

  it('can be asked for by another when the one who asked never came back', async () => {
    const desk = open()
    await desk.take('old')
    const waiting = desk.take('old')
    for (const end of timeouts) end()
    expect(await waiting).toMatchObject({ turn: 'failed' })
    expect(await desk.take('old')).toMatchObject({ turn: 'yours' })
  })
})

describe('a destination whose refresh is refused', () => {
  it('is paused, for those who wait as well, until its settings change', async () => {
    const desk = open()
    desk.noteConfig(makeConfig())
    await desk.take('old')
    const waiting = desk.take('old')
    const refusal = { kind: 'refused' as const, code: 'REFRESH_TOKEN_EXPIRED', message: 'no' }
    desk.finish({ ticket: 't0', refused: 'old', result: refusal })
    expect(await waiting).toEqual({ turn: 'refused', code: 'REFRESH_TOKEN_EXPIRED', message: 'no' })
    expect(open().paused).toEqual({
      reason: 'REFRESH_TOKEN_EXPIRED',
      message: 'no',
      since: '1970-01-01T00:00:00.000Z',
    })
    expect(desk.noteConfig(makeConfig())).toBe(false)
    expect(desk.noteConfig(makeConfig({ settings: { region: 'us' } }))).toBe(true)
    expect(desk.paused).toBeNull()
  })

  it('goes on when a person says so', () => {
    const desk = open()
    desk.pause('INVALID_AUTHENTICATION', 'gone')
    expect(desk.resume()).toBe(true)
    expect(desk.resume()).toBe(false)
    expect(desk.paused).toBeNull()
  })
})
