import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { consentAllows } from './consent.ts'

const withConsent = (consent: unknown) => ({ type: 'track', context: { consent } })
const prefer = (categoryPreferences: unknown) => withConsent({ categoryPreferences })

describe('an event for a destination with categories', () => {
  it.each([
    ['without a context', { type: 'track' }],
    ['without consent', { type: 'track', context: {} }],
    ['with null for consent', withConsent(null)],
    ['with an empty consent object', withConsent({})],
    ['with a consent object that has no preferences', withConsent({ version: 2 })],
    ['that allows it', prefer({ ads: true })],
    ['that allows it, and knows categories that nobody else does', prefer({ ads: true, x: false })],
  ])('goes there %s', (_, event) => {
    expect(consentAllows(event, ['ads'])).toBe(true)
  })

  it.each([
    ['that refuses it', prefer({ ads: false })],
    ['with empty preferences', prefer({})],
    ['that does not mention it', prefer({ analytics: true })],
    ['with a text for a yes', prefer({ ads: 'true' })],
    ['with null for preferences', prefer(null)],
    ['with a list for preferences', prefer(['ads'])],
    ['with a text for consent', withConsent('yes')],
  ])('does not %s', (_, event) => {
    expect(consentAllows(event, ['ads'])).toBe(false)
  })
})

it('lets everything go to a destination without categories', () => {
  fc.assert(
    fc.property(fc.anything(), (context) => {
      expect(consentAllows({ type: 'track', context }, [])).toBe(true)
    }),
  )
})

it('asks for every category, and is not fooled by names that every object has', () => {
  expect(consentAllows(prefer({ a: true, b: true }), ['a', 'b'])).toBe(true)
  expect(consentAllows(prefer({ a: true, b: false }), ['a', 'b'])).toBe(false)
  expect(consentAllows(prefer({}), ['constructor'])).toBe(false)
})
