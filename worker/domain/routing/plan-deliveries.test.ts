import { describe, expect, it } from 'vitest'
import type { RouteTarget } from '../config/snapshot.ts'
import { NO_CONTROLS } from '../protocols/schema-controls.ts'
import { planDeliveries as plan } from './plan-deliveries.ts'

const target = (overrides: Partial<RouteTarget> = {}): RouteTarget => ({
  destinationId: 'dst_1',
  slug: 'webhooks',
  integrationName: 'Webhooks',
  enabled: true,
  supportedTypes: ['track', 'identify'],
  ...overrides,
})
const planDeliveries = (
  event: Record<string, unknown>,
  targets: RouteTarget[],
  controls = NO_CONTROLS,
) => plan(event, targets, controls, () => 0).routes
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

  describe('an event that a control keeps from a destination', () => {
    const off = {
      ...NO_CONTROLS,
      destinationsOff: [{ event: 'E', destinationIds: ['dst_1', 'dst_gone'] }],
    }
    it.each([
      ['is filtered there', {}, filtered('FILTERED_BY_EVENT_SETTING')],
      ['is filtered there though all is on', { All: true }, filtered('FILTERED_BY_EVENT_SETTING')],
      ['goes there when the call names it', { Webhooks: true }, routed],
      ['goes there when the call has options for it', { All: false, Webhooks: {} }, routed],
      [
        'is filtered by the call before the control',
        { Webhooks: false },
        filtered('FILTERED_BY_INTEGRATIONS_OBJECT'),
      ],
      ['is not freed by a null', { Webhooks: null }, filtered('FILTERED_BY_EVENT_SETTING')],
    ])('%s', (_, integrations, expected) => {
      expect(planDeliveries(track({ integrations }), [target()], off)).toEqual(expected)
    })

    it('goes to the other destinations', () => {
      const other = target({ destinationId: 'dst_2' })
      expect(planDeliveries(track(), [other], off)).toEqual({ dst_2: { routed: true } })
    })

    it('is a track call of exactly that name', () => {
      expect(planDeliveries(track({ event: 'e' }), [target()], off)).toEqual(routed)
      expect(planDeliveries({ type: 'identify', event: 'E' }, [target()], off)).toEqual(routed)
    })

    it('reports first what the destination does not take', () => {
      const identifyOnly = target({ supportedTypes: ['identify'] })
      expect(planDeliveries(track(), [identifyOnly], off)).toEqual(
        filtered('UNSUPPORTED_EVENT_TYPE'),
      )
    })
  })
})
