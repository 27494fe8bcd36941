import type { DestinationExample } from '../example.ts'

const settings = { apiKey: 'phc_example', host: 'https://eu.i.posthog.com' }
const request = (batch: Record<string, unknown>[]) => ({
  method: 'POST',
  url: 'https://eu.i.posthog.com/batch/',
  headers: { 'content-type': 'application/json' },
  body: { api_key: 'phc_example', historical_migration: false, batch },
})
const times = {
  timestamp: '2026-11-23T17:00:00.000Z',
  receivedAt: '2026-11-23T17:00:00.100Z',
}
const timestamp = times.timestamp
const nowhere = { $ip: null, $geoip_disable: true }

export const posthogExamples: DestinationExample[] = [
  {
    title: 'what somebody did, with what the context says',
    settings,
    events: [
      {
        type: 'track',
        messageId: '0192d5c0-8a4e-7c3a-b1d2-6f3a5e9c7b10',
        userId: 'u1',
        event: 'Order Completed',
        properties: { revenue: 20 },
        context: {
          ip: '203.0.113.7',
          groupId: 'acme',
          library: { name: 'analytics.js', version: 'next-1.84.3' },
          page: { url: 'https://shop.example.com/thanks', path: '/thanks' },
          campaign: { source: 'newsletter', name: 'autumn' },
        },
        ...times,
      },
    ],
    requests: [
      request([
        {
          uuid: '0192d5c0-8a4e-7c3a-b1d2-6f3a5e9c7b10',
          event: 'Order Completed',
          distinct_id: 'u1',
          properties: {
            utm_campaign: 'autumn',
            utm_source: 'newsletter',
            $lib: 'analytics.js',
            $lib_version: 'next-1.84.3',
            $pathname: '/thanks',
            $current_url: 'https://shop.example.com/thanks',
            $host: 'shop.example.com',
            $ip: '203.0.113.7',
            $groups: { segment_group: 'acme' },
            revenue: 20,
          },
          timestamp,
        },
      ]),
    ],
  },
  {
    title: 'pages and screens',
    settings,
    events: [
      {
        type: 'page',
        messageId: 'ajs-next-1732381200000-1',
        anonymousId: 'a1',
        name: 'Home',
        properties: { url: 'https://shop.example.com/', title: 'Shop' },
        ...times,
      },
      { type: 'screen', messageId: 'm2', anonymousId: 'a1', name: 'Basket', ...times },
    ],
    requests: [
      request([
        {
          uuid: '86791544-9fc7-552c-9e29-4e1b064549f1',
          event: '$pageview',
          distinct_id: 'a1',
          properties: {
            ...nowhere,
            name: 'Home',
            url: 'https://shop.example.com/',
            title: 'Shop',
            $current_url: 'https://shop.example.com/',
          },
          timestamp,
        },
        {
          uuid: '9fb3039c-eee2-5b0e-aa61-86d60f5ce5bd',
          event: '$screen',
          distinct_id: 'a1',
          properties: { ...nowhere, name: 'Basket', $screen_name: 'Basket' },
          timestamp,
        },
      ]),
    ],
  },
  {
    title: 'people: who they are, their group, and another id of theirs',
    settings: { ...settings, groupType: 'company' },
    events: [
      {
        type: 'identify',
        messageId: '0192d5c0-8a4e-7c3a-b1d2-6f3a5e9c7b11',
        userId: 'u1',
        anonymousId: 'a1',
        traits: { email: 'jo@example.com' },
        ...times,
      },
      {
        type: 'group',
        messageId: '0192d5c0-8a4e-7c3a-b1d2-6f3a5e9c7b12',
        userId: 'u1',
        groupId: 'acme',
        traits: { plan: 'pro' },
        ...times,
      },
      {
        type: 'alias',
        messageId: '0192d5c0-8a4e-7c3a-b1d2-6f3a5e9c7b13',
        userId: 'u1',
        previousId: 'jo@example.com',
        ...times,
      },
    ],
    requests: [
      request([
        {
          uuid: '0192d5c0-8a4e-7c3a-b1d2-6f3a5e9c7b11',
          event: '$identify',
          distinct_id: 'u1',
          properties: { ...nowhere, $set: { email: 'jo@example.com' }, $anon_distinct_id: 'a1' },
          timestamp,
        },
        {
          uuid: '0192d5c0-8a4e-7c3a-b1d2-6f3a5e9c7b12',
          event: '$groupidentify',
          distinct_id: 'u1',
          properties: {
            ...nowhere,
            $groups: { company: 'acme' },
            $group_type: 'company',
            $group_key: 'acme',
            $group_set: { plan: 'pro' },
          },
          timestamp,
        },
        {
          uuid: '0192d5c0-8a4e-7c3a-b1d2-6f3a5e9c7b13',
          event: '$create_alias',
          distinct_id: 'jo@example.com',
          properties: { ...nowhere, distinct_id: 'jo@example.com', alias: 'u1' },
          timestamp,
        },
      ]),
    ],
  },
]
