import { describe, expect, it } from 'vitest'
import type { RouteTarget } from '../config/snapshot.ts'
import { planDeliveries } from './plan-deliveries.ts'

const target = (overrides: Partial<RouteTarget> = {}): RouteTarget => ({
  destinationId: 'dst_1',
  slug: 'webhooks',
  integrationName: 'Webhooks',
  enabled: true,
  supportedTypes: ['track', 'identify'],
  ...overrides,
})
const track = (overrides: Record<string, unknown> = {}) => ({
  type: 'track',
  event: 'E',
  ...overrides,
})
const routed = { dst_1: { routed: true } }
const filtered = (reason: string) => ({ dst_1: { filtered: reason } })

describe('planDeliveries', () => {
  it.each([
    ['no integrations object', undefined, routed],
    ['an empty one', {}, routed],
    ['null', null, routed],
    [
      'the destination switched off by name',
      { Webhooks: false },
      filtered('FILTERED_BY_INTEGRATIONS_OBJECT'),
    ],
    ['everything off', { All: false }, filtered('FILTERED_BY_INTEGRATIONS_OBJECT')],
    ['everything off but this one', { All: false, Webhooks: true }, routed],
    ['an options object counts as on', { All: false, Webhooks: { key: 1 } }, routed],
    ['names are case sensitive', { webhooks: false }, routed],
    [
      'a null value says nothing',
      { All: false, Webhooks: null },
      filtered('FILTERED_BY_INTEGRATIONS_OBJECT'),
    ],
    ['Segment.io is the source itself, not a destination', { 'Segment.io': false }, routed],
  ])('%s', (_, integrations, expected) => {
    expect(planDeliveries(track({ integrations }), [target()])).toEqual(expected)
  })

  it('leaves out what the page sent itself, by name and by destination id', () => {
    const reason = filtered('MESSAGE_SENT_CLIENT_SIDE')
    expect(planDeliveries(track({ _metadata: { bundled: ['Webhooks'] } }), [target()])).toEqual(
      reason,
    )
    expect(planDeliveries(track({ _metadata: { bundledIds: ['dst_1'] } }), [target()])).toEqual(
      reason,
    )
    expect(planDeliveries(track({ _metadata: { bundled: ['Segment.io'] } }), [target()])).toEqual(
      routed,
    )
  })

  it('says when a destination does not take the call type', () => {
    expect(planDeliveries({ type: 'alias' }, [target()])).toEqual(
      filtered('UNSUPPORTED_EVENT_TYPE'),
    )
  })

  it('does not count a disabled destination', () => {
    expect(planDeliveries(track(), [target({ enabled: false })])).toEqual({})
  })

  it('is not fooled by names that every object has', () => {
    const odd = target({ integrationName: 'constructor' })
    expect(planDeliveries(track({ integrations: {} }), [odd])).toEqual(routed)
  })
})
