import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RouteTarget } from '../config/snapshot.ts'
import { CONSENT_EVENT } from '../event/consent.ts'
import { NO_CONTROLS } from '../protocols/schema-controls.ts'
import type { TargetFilter } from './filter-schema.ts'
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

describe('an event for a destination with mappings', () => {
  const triggers = [
    { mappingId: 'map_all', trigger: "type = 'track'" },
    { mappingId: 'map_vip', trigger: 'properties.vip = true' },
    { mappingId: 'map_bad', trigger: 'type ==' },
  ]
  const withTriggers = (overrides: Partial<RouteTarget> = {}) => target({ triggers, ...overrides })
  const matched = (...mappingIds: string[]) => ({ dst_1: { routed: true, mappingIds } })

  it('goes there with all mappings that it matches, in their order', () => {
    const vip = track({ properties: { vip: true } })
    expect(planDeliveries(vip, [withTriggers()])).toEqual(matched('map_all', 'map_vip'))
    expect(planDeliveries(track(), [withTriggers()])).toEqual(matched('map_all'))
  })

  it('is kept away when it matches none, or there are none', () => {
    const none = filtered('NO_MATCHING_MAPPING')
    expect(planDeliveries({ type: 'identify' }, [withTriggers()])).toEqual(none)
    expect(planDeliveries(track(), [withTriggers({ triggers: [] })])).toEqual(none)
  })

  it('is matched as the filters left it', () => {
    const filters: TargetFilter[] = [
      {
        id: 'flt_1',
        if: 'all',
        actions: [{ type: 'DROP_PROPERTIES', fields: { properties: ['vip'] } }],
      },
    ]
    const { routes, changed } = plan(
      track({ properties: { vip: true } }),
      [withTriggers({ filters })],
      NO_CONTROLS,
      () => 0,
    )
    expect(routes).toEqual({
      dst_1: { routed: true, filterIds: ['flt_1'], mappingIds: ['map_all'] },
    })
    expect(changed.get('dst_1')).toEqual(track({ properties: {} }))
  })

  it('keeps the options that its call has for the destination', () => {
    const integrations = { All: false, Webhooks: { key: 1 } }
    const { changed } = plan(track({ integrations }), [withTriggers()], NO_CONTROLS, () => 0)
    expect(changed.size).toBe(0)
  })

  describe('that tells of a change of consent', () => {
    const told = (categoryPreferences: Record<string, boolean>, integrations = {}) => ({
      ...track({ event: CONSENT_EVENT, integrations }),
      context: { consent: { categoryPreferences } },
    })
    const named = { mappingId: 'map_told', trigger: `event = '${CONSENT_EVENT}'` }
    const asking = withTriggers({ consentCategories: ['ads'], triggers: [...triggers, named] })

    it('goes to the mappings that name it, though it withdraws consent', () => {
      expect(planDeliveries(told({ ads: false }), [asking])).toEqual(matched('map_told'))
      const generic = withTriggers({ consentCategories: ['ads'] })
      expect(planDeliveries(told({ ads: false }), [generic])).toEqual(
        filtered('FILTERED_BY_END_USER_CONSENT'),
      )
    })

    it('goes to all that it matches when consent is given', () => {
      expect(planDeliveries(told({ ads: true }), [asking])).toEqual(matched('map_all', 'map_told'))
    })

    it('is stopped by the integrations object and by filters all the same', () => {
      expect(planDeliveries(told({ ads: false }, { Webhooks: false }), [asking])).toEqual(
        filtered('FILTERED_BY_INTEGRATIONS_OBJECT'),
      )
      const filters: TargetFilter[] = [{ id: 'flt_1', if: 'all', actions: [{ type: 'DROP' }] }]
      expect(planDeliveries(told({ ads: false }), [{ ...asking, filters }])).toMatchObject(
        filtered('FILTERED_BY_RULES'),
      )
    })
  })
})

describe('consent and the integrations object', () => {
  const names = ['F', 'G', 'A', 'U'] as const
  type Mapped = Partial<Record<(typeof names)[number], string[]>>
  const both: Mapped = { F: ['ad'], G: ['ad'], A: ['analytics'] }
  const shared: Mapped = { F: ['ad', 'analytics'], G: ['ad'], A: ['analytics'] }
  it.each([
    ['nothing said', undefined, both, undefined, 'FGAU'],
    ['empty preferences', {}, both, undefined, 'U'],
    ['only integrations', undefined, both, { F: true, A: false }, 'FGU'],
    ['empty preferences beat a named destination', {}, both, { F: true, A: false }, 'U'],
    ['nothing mapped', { ad: true, analytics: false }, {}, undefined, 'FGAU'],
    ['one mapped', { ad: true, analytics: false }, { F: ['ad'], G: ['ad'] }, undefined, 'FGAU'],
    ['both say no to A', { ad: true, analytics: false }, both, { F: true, A: false }, 'FGU'],
    ['either no wins', { ad: true, analytics: false }, both, { F: false, A: false }, 'GU'],
    ['every category counts', { ad: true, analytics: false }, shared, { F: true, A: false }, 'GU'],
    ['all given', { ad: true, analytics: true }, shared, { F: true, A: false }, 'FGU'],
    ['one refused', { ad: false, analytics: true }, shared, { F: true, A: false }, 'U'],
    ['all off but one', { ad: true }, both, { All: false, F: true }, 'F'],
    ['all off but one that is refused', { ad: false }, both, { All: false, F: true }, ''],
  ])('%s', (_, categoryPreferences, mapped: Mapped, integrations, expected) => {
    const targets = names.map((name) => {
      const consentCategories = mapped[name]
      return target({
        destinationId: name,
        integrationName: name,
        ...(consentCategories && { consentCategories }),
      })
    })
    const context = categoryPreferences ? { consent: { categoryPreferences } } : {}
    const routes = planDeliveries(track({ context, integrations }), targets)
    const receives = names.filter((name) => 'routed' in (routes[name] ?? {}))
    expect(receives.join('')).toBe(expected)
  })
})

it('reports the first stage that stops an event, whatever the later ones would say', () => {
  /** In the order of the stages; each makes its stage stop the event, and no other. */
  const stops = [
    'FILTERED_BY_END_USER_CONSENT',
    'FILTERED_BY_INTEGRATIONS_OBJECT',
    'MESSAGE_SENT_CLIENT_SIDE',
    'UNSUPPORTED_EVENT_TYPE',
    'FILTERED_BY_EVENT_SETTING',
    'FILTERED_BY_RULES',
    'NO_MATCHING_MAPPING',
  ] as const
  fc.assert(
    fc.property(fc.subarray([...stops]), fc.boolean(), (chosen, hasActions) => {
      const on = (stop: (typeof stops)[number]) => chosen.includes(stop)
      const event = track({
        context: { consent: { categoryPreferences: { ads: !on(stops[0]) } } },
        integrations: on(stops[1]) ? { Webhooks: false } : {},
        _metadata: { bundled: on(stops[2]) ? ['Webhooks'] : [] },
      })
      const drop: TargetFilter = { id: 'flt_1', if: 'all', actions: [{ type: 'DROP' }] }
      const trigger = on(stops[6]) ? "type = 'page'" : "type = 'track'"
      const made = target({
        consentCategories: ['ads'],
        supportedTypes: on(stops[3]) ? ['page'] : ['track'],
        filters: on(stops[5]) ? [drop] : [],
        ...(hasActions && { triggers: [{ mappingId: 'map_1', trigger }] }),
      })
      const destinationsOff = on(stops[4]) ? [{ event: 'E', destinationIds: ['dst_1'] }] : []
      const routes = planDeliveries(event, [made], { ...NO_CONTROLS, destinationsOff })
      const expected = stops.find((stop) => on(stop) && (hasActions || stop !== stops[6]))
      if (expected === undefined) {
        expect(routes.dst_1).toEqual({ routed: true, ...(hasActions && { mappingIds: ['map_1'] }) })
      } else {
        expect(routes.dst_1).toMatchObject({ filtered: expected })
      }
    }),
  )
})
