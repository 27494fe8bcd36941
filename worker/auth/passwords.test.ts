import { describe, expect, it } from 'vitest'
import { judgePassword } from './passwords.ts'

describe('a password', () => {
  it.each([
    ['', 'nothing'],
    ['kX9!fe2', 'too short'],
    ['1234567890', 'a sequence'],
    ['aaaaaaaaaaaaaaaa', 'a repetition'],
    ['password1234', 'a common one'],
    ['P@ssw0rd1234', 'a common one in disguise'],
    ['qwertyuiopasdf', 'a walk over the keyboard'],
    ['iloveyou2019', 'a common one with a year'],
    ['x'.repeat(129), 'too long'],
  ])('"%s" is refused: %s', async (password) => {
    const verdict = await judgePassword(password, [])
    expect(verdict.acceptable).toBe(false)
    expect(verdict.message).not.toBe('')
  })

  it('is refused when it is made of what is known of its owner', async () => {
    const inputs = ['Ada Lovelace', 'ada.lovelace@example.com']
    expect((await judgePassword('ada.lovelace@example.com', inputs)).acceptable).toBe(false)
    expect((await judgePassword('lovelace1815', inputs)).acceptable).toBe(false)
  })

  it.each(['tractor violin 48 mud', 'uW3-vm!qTz7p', 'staple cloud vivid harbour'])(
    '"%s" is taken',
    async (password) => {
      expect(await judgePassword(password, ['Ada'])).toMatchObject({
        acceptable: true,
        message: '',
      })
    },
  )
})
