import { describe, expect, it } from 'vitest'
import { matchTriggers } from './match-triggers.ts'

const fires = (trigger: string, event: Record<string, unknown>) =>
  matchTriggers(event, [{ mappingId: 'm', trigger }]).length === 1
const track = (overrides: Record<string, unknown> = {}) => ({
  type: 'track',
  event: 'Order Completed',
  anonymousId: 'a1',
  properties: { total: 5, on: true, label: 'an order', list: ['a'] },
  ...overrides,
})

describe('a trigger', () => {
  it.each([
    ["type = 'track'"],
    ['type = "track"'],
    ['type = "track" and (event = "X" or (event = "Order Completed" and properties.total > 4))'],
    ['match(event, "*der*")'],
    ['match(event, "Order Completed")'],
    ['anonymousId = "a1"'],
    ['type = "track" and anonymousId = "a1"'],
    ['"a" in properties.list'],
    ['length(properties.label) = 8'],
    ['typeof(properties.on) = "bool"'],
    ['properties.missing != "x"'],
    ['properties.missing != 5'],
    ['!contains(properties.missing, "x")'],
    ['properties.missing = null'],
    ['all'],
  ])('fires for an order: %s', (trigger) => {
    expect(fires(trigger, track())).toBe(true)
  })

  it.each([
    [''],
    ['   '],
    ['type == "track"'],
    ['type = "track'],
    ['nonsense('],
    ['match(event, "A*")'],
    ['match(event, "Order")'],
    ['type = "Track"'],
    ['anonymousId = "a2" and type = "track"'],
    ['properties.on != true'],
    ['properties.total > "4"'],
    ['properties.total'],
    ['properties.missing != null and !contains(properties.missing, "x")'],
  ])('does not fire for an order: %s', (trigger) => {
    expect(fires(trigger, track())).toBe(false)
  })

  it('that would take too long does not fire', () => {
    const label = 'a'.repeat(30_000)
    const trigger = `match(properties.label, '*${'a'.repeat(200)}b') or type = 'track'`
    expect(fires(trigger, track({ properties: { label } }))).toBe(false)
  })
})

it('answers all that match, in their order, one text twice if two mappings have it', () => {
  const triggers = [
    { mappingId: 'm3', trigger: 'all' },
    { mappingId: 'm1', trigger: 'type = "page"' },
    { mappingId: 'm2', trigger: 'all' },
  ]
  expect(matchTriggers(track(), triggers)).toEqual(['m3', 'm2'])
})
