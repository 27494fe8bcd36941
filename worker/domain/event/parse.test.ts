import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventType } from './event.ts'
import { parseEvent } from './parse.ts'

const parse = (event: unknown, type: EventType | null = null) => {
  const result = parseEvent(event, type)
  return result.ok ? result.value : result.error.code
}
const track = (fields: object = {}) => ({ type: 'track', event: 'E', userId: 'u', ...fields })
const page = (fields: object = {}) => ({ type: 'page', userId: 'u', ...fields })

describe('what is refused', () => {
  it.each<[string, unknown, string]>([
    ['no object', 'text', 'bad_request'],
    ['null', null, 'bad_request'],
    ['an array', [], 'bad_request'],
    ['no type', { userId: 'u' }, 'invalid_type'],
    ['an unknown type', { type: 'purchase', userId: 'u' }, 'invalid_type'],
    ['a type that is an inherited name', { type: 'constructor', userId: 'u' }, 'invalid_type'],
    ['a type that is no string', { type: 1, userId: 'u' }, 'invalid_type'],
    ['no id', { type: 'track', event: 'E' }, 'no_user_anon_id'],
    ['two null ids', track({ userId: null, anonymousId: null }), 'no_user_anon_id'],
    ['an empty userId', track({ userId: '' }), 'id_not_string'],
    ['an empty anonymousId', track({ anonymousId: '' }), 'id_not_string'],
    ['a userId that is an object', track({ userId: {} }), 'id_not_string'],
    ['a userId that is true', track({ userId: true }), 'id_not_string'],
    ['a userId beyond all numbers', track({ userId: Number.POSITIVE_INFINITY }), 'id_not_string'],
    ['no event name', { type: 'track', userId: 'u' }, 'event_not_defined'],
    ['a null event name', track({ event: null }), 'event_not_defined'],
    ['an empty event name', track({ event: '' }), 'event_not_defined'],
    ['an event name that is a number', track({ event: 5 }), 'event_not_string'],
    ['properties that are text', track({ properties: 'x' }), 'properties_not_object'],
    ['properties that are an array', track({ properties: [1] }), 'properties_not_object'],
    ['page properties that are a number', page({ properties: 1 }), 'properties_not_object'],
    ['traits that are text', { type: 'identify', userId: 'u', traits: 'x' }, 'traits_not_object'],
    [
      'group traits that are an array',
      { type: 'group', userId: 'u', groupId: 'g', traits: [] },
      'traits_not_object',
    ],
    ['no groupId', { type: 'group', userId: 'u' }, 'id_required'],
    ['an empty groupId', { type: 'group', userId: 'u', groupId: '' }, 'id_not_string'],
    ['an alias without userId', { type: 'alias', anonymousId: 'a' }, 'id_required'],
    ['an alias without any id', { type: 'alias', previousId: 'a' }, 'no_user_anon_id'],
    [
      'a previousId that is a list',
      { type: 'alias', userId: 'u', previousId: ['a'] },
      'id_not_string',
    ],
    ['a page name that is a number', page({ name: 4 }), 'name_not_string'],
    [
      'a screen category that is a number',
      { type: 'screen', userId: 'u', category: 4 },
      'category_not_string',
    ],
    ['an empty page category', page({ category: '' }), 'category_not_string'],
    ['a context that is text', track({ context: 'x' }), 'context_not_object'],
    ['integrations that are text', track({ integrations: 'x' }), 'integrations_not_object'],
    ['a messageId of 101 characters', track({ messageId: 'm'.repeat(101) }), 'message_id_too_long'],
    ['a messageId that is an object', track({ messageId: {} }), 'message_id_not_string'],
  ])('%s', (_, event, code) => {
    expect(parse(event)).toBe(code)
  })

  const consent = (context: unknown) =>
    parse(track({ event: 'Segment Consent Preference Updated', context }))

  it.each<[string, unknown, string]>([
    ['no context', null, 'consent_categorypreferences_should_exist'],
    ['no consent', {}, 'consent_categorypreferences_should_exist'],
    ['no preferences', { consent: {} }, 'consent_categorypreferences_should_exist'],
    [
      'preferences that are a list',
      { consent: { categoryPreferences: [] } },
      'consent_categorypreferences_fields_should_be_object',
    ],
    [
      'a preference that is "true"',
      { consent: { categoryPreferences: { ads: 'true' } } },
      'consent_categorypreferences_fields_should_be_bool',
    ],
    [
      'a version that is text',
      { consent: { categoryPreferences: {}, version: '2' } },
      'consent_version_should_be_number',
    ],
    [
      'an advertisingId that is a number',
      { consent: { categoryPreferences: {} }, device: { advertisingId: 1 } },
      'device_advertisingid_should_be_string',
    ],
  ])('a consent event with %s', (_, context, code) => {
    expect(consent(context)).toBe(code)
    const other = parse(track({ context }))
    expect(other).toHaveProperty('event', 'E')
  })

  it('does not refuse a consent event with no preference at all', () => {
    expect(consent({ consent: { categoryPreferences: {} } })).toHaveProperty('type', 'track')
  })
})

describe('what is mended', () => {
  it('leaves out fields that are null', () => {
    const sent = {
      ...page(),
      userId: null,
      anonymousId: 'a',
      name: null,
      properties: null,
      context: null,
    }
    expect(parse(sent)).toEqual({ type: 'page', anonymousId: 'a' })
  })

  it('keeps null inside properties and traits, where it is a value', () => {
    expect(parse(track({ properties: { plan: null } }))).toHaveProperty('properties', {
      plan: null,
    })
  })

  it('makes strings of ids that are numbers', () => {
    expect(parse({ type: 'alias', userId: 42, previousId: 1.5 })).toEqual({
      type: 'alias',
      userId: '42',
      previousId: '1.5',
    })
    expect(parse({ type: 'group', userId: 0, groupId: -7 })).toEqual({
      type: 'group',
      userId: '0',
      groupId: '-7',
    })
  })

  it('takes an empty page or screen name for none, but keeps it on other calls', () => {
    expect(parse(page({ name: '' }))).not.toHaveProperty('name')
    expect(parse({ ...page({ name: '' }), type: 'screen' })).not.toHaveProperty('name')
    expect(parse(track({ name: '' }))).toHaveProperty('name', '')
  })

  it('takes an empty messageId for none', () => {
    expect(parse(track({ messageId: '' }))).not.toHaveProperty('messageId')
  })

  it('takes an empty array for an empty context or integrations object', () => {
    const event = parse(track({ context: [], integrations: [] }))
    expect(event).not.toHaveProperty('context')
    expect(event).not.toHaveProperty('integrations')
  })

  it('knows the field names of old libraries', () => {
    expect(parse({ action: 'identify', sessionId: 's', options: { ip: '1.2.3.4' } })).toEqual({
      type: 'identify',
      anonymousId: 's',
      context: { ip: '1.2.3.4' },
    })
    expect(parse({ action: 'alias', from: 'old', to: 'new' })).toEqual({
      type: 'alias',
      userId: 'new',
      previousId: 'old',
    })
  })

  it('lets a present name win over an old one, and renames from and to on alias only', () => {
    const sent = track({
      anonymousId: 'a',
      sessionId: 's',
      context: { a: 1 },
      options: { b: 2 },
      from: 'x',
    })
    expect(parse(sent)).toEqual({ ...sent })
  })

  it('lets the route decide the type, and strips the write key', () => {
    expect(parse({ type: 'track', writeKey: 'k', userId: 'u' }, 'identify')).toEqual({
      type: 'identify',
      userId: 'u',
    })
  })

  it('keeps fields that it does not know', () => {
    expect(parse(track({ channel: 'web', version: 2, _metadata: { bundled: [] } }))).toMatchObject({
      channel: 'web',
      version: 2,
      _metadata: { bundled: [] },
    })
  })

  it('accepts an alias of an id to itself, which the browser library sends', () => {
    expect(parse({ type: 'alias', userId: 'u1', previousId: 'u1' })).toHaveProperty('userId', 'u1')
  })
})

describe('whatever is sent', () => {
  it('answers and throws nothing, and leaves the input as it was', () => {
    const field = fc.constantFrom(
      'type',
      'userId',
      'event',
      'context',
      'traits',
      'messageId',
      '__proto__',
      'constructor',
      'toString',
      'action',
      'options',
    )
    fc.assert(
      fc.property(fc.dictionary(field, fc.jsonValue()), (event) => {
        const before = JSON.stringify(event)
        parseEvent(event, null)
        parseEvent(event, 'track')
        expect(JSON.stringify(event)).toBe(before)
      }),
    )
  })

  it('keeps fields whose names every object inherits', () => {
    const sent = track({
      constructor: 'c',
      prototype: { p: 1 },
      toString: 's',
      hasOwnProperty: 'h',
    })
    expect(JSON.parse(JSON.stringify(parse(sent)))).toEqual(sent)
  })

  it('changes no prototype', () => {
    const sent = JSON.parse(
      '{"type":"track","event":"E","userId":"u","__proto__":{"polluted":1},"context":{"__proto__":{"polluted":1}}}',
    )
    const event = parse(sent) as object
    expect(Object.getPrototypeOf(event)).toBe(Object.prototype)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})
