type Json = Record<string, unknown>

export const EVENT_TYPES = ['track', 'identify', 'page', 'screen', 'group', 'alias'] as const
export type EventType = (typeof EVENT_TYPES)[number]

/** An event with what libraries and shops send, so that default mappings find what they look for. */
export function eventOf(type: EventType, seed: number): Json {
  return {
    type,
    messageId: `message-${seed}`,
    userId: `user-${seed}`,
    anonymousId: `anonymous-${seed}`,
    timestamp: '2024-01-02T03:04:05.678Z',
    originalTimestamp: '2024-01-02T03:04:05.678Z',
    sentAt: '2024-01-02T03:04:06.000Z',
    receivedAt: '2024-01-02T03:04:06.500Z',
    context: CONTEXT,
    integrations: {},
    ...OWN[type],
  }
}

const PRODUCT = {
  product_id: 'sku-1',
  sku: 'sku-1',
  name: 'Mug',
  brand: 'Acme',
  category: 'Kitchen',
  variant: 'blue',
  price: 12.5,
  quantity: 2,
  position: 1,
  coupon: 'WINTER',
  url: 'https://www.example.com/mug',
  image_url: 'https://www.example.com/mug.png',
}

const PROPERTIES = {
  ...PRODUCT,
  order_id: 'order-1',
  checkout_id: 'checkout-1',
  cart_id: 'cart-1',
  affiliation: 'Shop',
  revenue: 25,
  value: 25,
  total: 31.5,
  subtotal: 25,
  shipping: 4,
  tax: 2.5,
  discount: 1,
  currency: 'USD',
  query: 'blue mug',
  email: 'jane@example.com',
  phone: '+15551234567',
  title: 'Order',
  path: '/order',
  referrer: 'https://www.example.org/',
  search: '?a=b',
  products: [PRODUCT, { ...PRODUCT, product_id: 'sku-2', sku: 'sku-2', name: 'Plate', price: 8 }],
}

const TRAITS = {
  email: 'jane@example.com',
  name: 'Jane Doe',
  first_name: 'Jane',
  last_name: 'Doe',
  firstName: 'Jane',
  lastName: 'Doe',
  phone: '+15551234567',
  birthday: '1990-05-06',
  gender: 'female',
  company: { id: 'company-1', name: 'Acme' },
  address: {
    street: '1 Main St',
    city: 'Springfield',
    state: 'IL',
    postal_code: '62701',
    postalCode: '62701',
    country: 'US',
  },
  plan: 'pro',
  created_at: '2023-01-01T00:00:00Z',
}

const OWN: Readonly<Record<EventType, Json>> = {
  track: { event: 'Order Completed', properties: PROPERTIES },
  identify: { traits: TRAITS },
  page: { name: 'Home', category: 'Docs', properties: PROPERTIES },
  screen: { name: 'Home', category: 'App', properties: PROPERTIES },
  group: { groupId: 'group-1', traits: { name: 'Acme', employees: 20, industry: 'Tools' } },
  alias: { previousId: 'anonymous-0' },
}

const CONTEXT = {
  ip: '203.0.113.7',
  locale: 'en-US',
  timezone: 'America/Chicago',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36',
  library: { name: 'analytics.js', version: '2.0.0' },
  page: {
    path: '/order',
    referrer: 'https://www.example.org/',
    search: '?a=b',
    title: 'Order',
    url: 'https://www.example.com/order?a=b&fbclid=f1&ttclid=t1',
  },
  campaign: { name: 'winter', source: 'mail', medium: 'email', term: 'mug', content: 'top' },
  device: {
    id: 'device-1',
    advertisingId: 'ad-1',
    adTrackingEnabled: true,
    manufacturer: 'Acme',
    model: 'A1',
    name: 'a1',
    type: 'ios',
    token: 'push-1',
  },
  os: { name: 'iOS', version: '17.1' },
  app: { name: 'Shop', version: '1.2.3', build: '42', namespace: 'com.example.shop' },
  network: { carrier: 'Net', wifi: true, cellular: false, bluetooth: false },
  screen: { width: 390, height: 844, density: 3 },
  location: { city: 'Springfield', country: 'US', latitude: 39.8, longitude: -89.6 },
  groupId: 'group-1',
  traits: TRAITS,
  personas: {
    computation_class: 'audience',
    computation_key: 'big_spenders',
    computation_id: 'aud_1',
    external_audience_id: 'external-1',
    namespace: 'spa_1',
    space_id: 'spa_1',
    audience_settings: { externalAudienceId: 'external-1' },
  },
}
