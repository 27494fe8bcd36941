export const SAMPLE_TYPES = ['track', 'identify', 'page', 'screen', 'group', 'alias'] as const
export type SampleType = (typeof SAMPLE_TYPES)[number]

const PERSON = { userId: 'test-user-1', anonymousId: 'test-visitor-1' }

const SAMPLES: Record<SampleType, Record<string, unknown>> = {
  track: {
    type: 'track',
    event: 'Order Completed',
    ...PERSON,
    properties: { order_id: 'test-1001', total: 30, currency: 'EUR' },
  },
  identify: {
    type: 'identify',
    ...PERSON,
    traits: { name: 'Ada Example', email: 'ada@example.com', plan: 'team' },
  },
  page: {
    type: 'page',
    name: 'Pricing',
    ...PERSON,
    properties: { title: 'Pricing', url: 'https://example.com/pricing', path: '/pricing' },
  },
  screen: { type: 'screen', name: 'Cart', ...PERSON, properties: { items: 2 } },
  group: {
    type: 'group',
    groupId: 'test-team-1',
    ...PERSON,
    traits: { name: 'Example Ltd', employees: 12 },
  },
  alias: { type: 'alias', previousId: 'test-visitor-1', userId: 'test-user-1' },
}

export const sampleText = (type: SampleType): string => JSON.stringify(SAMPLES[type], null, 2)
