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

/** @returns the event, or what is wrong with the text in words for the person who wrote it. */
export function parseEvent(
  text: string,
): { ok: true; event: Record<string, unknown> } | { ok: false; problem: string } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { ok: false, problem: `This is not JSON: ${why}` }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, problem: 'An event is one JSON object.' }
  }
  if (!('type' in value) || !SAMPLE_TYPES.some((type) => type === value.type)) {
    return { ok: false, problem: `Its "type" has to be one of ${SAMPLE_TYPES.join(', ')}.` }
  }
  return { ok: true, event: value as Record<string, unknown> }
}
