import { describe, expect, it } from 'vitest'
import { makeSource, makeTarget } from '../../test/builders/make-source.ts'
import { NO_CONTROLS, type SourceControls } from '../domain/protocols/schema-controls.ts'
import { ALLOW_ALL } from '../domain/protocols/tracking-plan.ts'
import { buildPlan } from './plan.ts'

const targets = [
  makeTarget({ destinationId: 'd1', integrationName: 'Webhooks' }),
  makeTarget({ destinationId: 'd2', integrationName: 'Webhooks' }),
  makeTarget({ destinationId: 'd3', integrationName: 'Braze' }),
  makeTarget({ destinationId: 'd4', integrationName: 'Braze', enabled: false }),
]
const plan = (schema: Partial<SourceControls>) =>
  buildPlan(makeSource({ targets, schema: { ...NO_CONTROLS, ...schema } }))
const off = (event: string, ...destinationIds: string[]) => ({
  destinationsOff: [{ event, destinationIds }],
})

describe('the plan in the settings', () => {
  it('lets everything through that no control names', () => {
    expect(plan({})).toEqual({
      track: { __default: { enabled: true, integrations: {} } },
      identify: { __default: { enabled: true } },
      group: { __default: { enabled: true } },
    })
  })

  it('names blocked events and traits', () => {
    const { track, identify, group } = plan({
      blockedEvents: ['Order Completed'],
      blockedIdentifyTraits: ['email', 'address.city'],
      blockedGroupTraits: ['plan'],
    })
    expect(track['Order Completed']).toEqual({ enabled: false, integrations: {} })
    expect(identify).toMatchObject({
      email: { enabled: false },
      'address.city': { enabled: false },
    })
    expect(group).toMatchObject({ plan: { enabled: false } })
  })

  it('switches a destination off by its name when no other one of the name is on', () => {
    expect(plan(off('E', 'd3')).track.E).toEqual({ enabled: true, integrations: { Braze: false } })
    expect(plan(off('E', 'd1', 'd2')).track.E?.integrations).toEqual({ Webhooks: false })
  })

  it('leaves it to the server where another one of the name is on', () => {
    expect(plan(off('E', 'd1')).track).not.toHaveProperty('E')
  })

  it('says of an event that is blocked and kept from a destination that it is blocked', () => {
    const { track } = plan({ blockedEvents: ['E'], ...off('E', 'd3') })
    expect(track.E).toEqual({ enabled: false, integrations: {} })
  })

  it('takes no event for all events, whatever it is called', () => {
    const both = { blockedEvents: ['__default'], blockedIdentifyTraits: ['__default'] }
    expect(plan(both)).toEqual(plan({}))
  })

  it('keeps names that every object has', () => {
    const text = JSON.stringify(plan({ blockedEvents: ['__proto__', 'constructor'] }))
    expect(text).toContain('"__proto__":{"enabled":false')
    expect(text).toContain('"constructor":{"enabled":false')
  })

  describe('of a source with a tracking plan', () => {
    const planned = (allowUnplannedEvents: boolean, schema: Partial<SourceControls> = {}) =>
      buildPlan(
        makeSource({
          targets,
          schema: { ...NO_CONTROLS, ...schema },
          plan: {
            planId: 'tp_1',
            name: 'Shop',
            enforcement: { ...ALLOW_ALL, track: { ...ALLOW_ALL.track, allowUnplannedEvents } },
          },
        }),
        ['Order Completed', '__default'],
      )

    it('switches all other events off when unplanned ones are blocked', () => {
      expect(planned(false).track).toEqual({
        __default: { enabled: false, integrations: {} },
        'Order Completed': { enabled: true, integrations: {} },
      })
      expect(planned(true).track).toEqual({ __default: { enabled: true, integrations: {} } })
    })

    it('leaves controls of events and traits out, and keeps those of destinations', () => {
      const { track, identify } = planned(false, {
        blockedEvents: ['Order Completed'],
        blockedIdentifyTraits: ['email'],
        destinationsOff: [
          { event: 'Order Completed', destinationIds: ['d3'] },
          { event: 'Unplanned', destinationIds: ['d3'] },
        ],
      })
      expect(track['Order Completed']).toEqual({ enabled: true, integrations: { Braze: false } })
      expect(track).not.toHaveProperty('Unplanned')
      expect(identify).toEqual({ __default: { enabled: true } })
    })
  })
})
