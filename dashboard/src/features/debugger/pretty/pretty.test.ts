import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCall } from './call.ts'
import { highlight } from './highlight.ts'
import { chooseLanguage, LANGUAGE_IDS, type LanguageId, prettyCall } from './pretty.ts'

const PLACE = { origin: 'https://e.example.com', writeKey: 'wk_1' }
const pretty = (event: unknown, language: LanguageId) => prettyCall(event, language, PLACE)

const makeEvent = (overrides: Record<string, unknown> = {}) => ({
  type: 'track',
  event: 'Order Completed',
  userId: 'user-1',
  anonymousId: 'visitor-1',
  messageId: 'message-1',
  properties: { total: 30, coupon: null, items: [{ sku: 'a' }] },
  context: { library: { name: 'some-library', version: '1' } },
  timestamp: '2026-11-23T10:00:00.000Z',
  receivedAt: '2026-11-23T10:00:00.200Z',
  ...overrides,
})

describe('a track call', () => {
  it.each<[LanguageId, string]>([
    [
      'javascript',
      `analytics.track('Order Completed', {
  total: 30,
  coupon: null,
  items: [{ sku: 'a' }],
})`,
    ],
    [
      'node-js',
      `analytics.track({
  userId: 'user-1',
  anonymousId: 'visitor-1',
  event: 'Order Completed',
  properties: { total: 30, coupon: null, items: [{ sku: 'a' }] },
})`,
    ],
    [
      'python',
      `analytics.track(
    "user-1",
    "Order Completed",
    {"total": 30, "coupon": None, "items": [{"sku": "a"}]},
    anonymous_id="visitor-1",
)`,
    ],
    [
      'go',
      `client.Enqueue(analytics.Track{
	UserId:      "user-1",
	AnonymousId: "visitor-1",
	Event:       "Order Completed",
	Properties:  analytics.NewProperties().
		Set("total", 30).
		Set("coupon", nil).
		Set("items", []interface{}{map[string]interface{}{"sku": "a"}}),
})`,
    ],
    [
      'java',
      `analytics.enqueue(TrackMessage.builder("Order Completed")
    .userId("user-1")
    .anonymousId("visitor-1")
    .properties(new HashMap<>() {{
        put("total", 30);
        put("coupon", null);
        put("items", List.of(Map.of("sku", "a")));
    }}));`,
    ],
    [
      'ruby',
      `analytics.track(
  user_id: 'user-1',
  anonymous_id: 'visitor-1',
  event: 'Order Completed',
  properties: { total: 30, coupon: nil, items: [{ sku: 'a' }] }
)`,
    ],
    [
      'php',
      `Segment::track([
    'userId' => 'user-1',
    'anonymousId' => 'visitor-1',
    'event' => 'Order Completed',
    'properties' => [
        'total' => 30,
        'coupon' => null,
        'items' => [['sku' => 'a']],
    ],
]);`,
    ],
    [
      'net',
      `Analytics.Client.Track(
    "user-1",
    "Order Completed",
    new Properties {
        { "total", 30 },
        { "coupon", null },
        { "items", new List<object> {
            new Dictionary<string, object> { { "sku", "a" } }
        } }
    },
    new Options().SetAnonymousId("visitor-1")
);`,
    ],
    [
      'csharp',
      `analytics.Track("Order Completed", new JsonObject {
    ["total"] = 30,
    ["coupon"] = null,
    ["items"] = new JsonArray { new JsonObject { ["sku"] = "a" } }
});`,
    ],
    [
      'ios',
      `analytics.track(name: "Order Completed", properties: [
    "total": 30,
    "coupon": NSNull(),
    "items": [["sku": "a"]]
])`,
    ],
    [
      'android',
      `analytics.track("Order Completed", buildJsonObject {
    put("total", 30)
    put("coupon", JsonNull)
    putJsonArray("items") { addJsonObject { put("sku", "a") } }
})`,
    ],
    [
      'flutter',
      `analytics.track('Order Completed', properties: {
  'total': 30,
  'coupon': null,
  'items': [{'sku': 'a'}],
});`,
    ],
    [
      'http-api',
      `curl https://e.example.com/v1/track \\
  --user 'wk_1:' \\
  --header 'Content-Type: application/json' \\
  --data '{
  "userId": "user-1",
  "anonymousId": "visitor-1",
  "event": "Order Completed",
  "properties": {
    "total": 30,
    "coupon": null,
    "items": [
      {
        "sku": "a"
      }
    ]
  }
}'`,
    ],
  ])('is written as in %s', (language, code) => {
    expect(pretty(makeEvent(), language)).toBe(code)
  })
})

describe('each type of call', () => {
  const events: Record<string, Record<string, unknown>> = {
    identify: { type: 'identify', userId: 'u1', traits: { plan: 'pro' } },
    page: { type: 'page', userId: 'u1', category: 'Docs', name: 'Start', properties: {} },
    screen: { type: 'screen', userId: 'u1', name: 'Cart', properties: { n: 2 } },
    group: { type: 'group', userId: 'u1', groupId: 'g1', traits: { size: 3 } },
    alias: { type: 'alias', userId: 'u2', previousId: 'u1' },
  }
  it.each<[LanguageId, Record<string, string>]>([
    [
      'javascript',
      {
        identify: "analytics.identify('u1', { plan: 'pro' })",
        page: "analytics.page('Docs', 'Start')",
        screen: "analytics.screen('Cart', { n: 2 })",
        group: "analytics.group('g1', { size: 3 })",
        alias: "analytics.alias('u2', 'u1')",
      },
    ],
    [
      'node-js',
      {
        identify: "analytics.identify({ userId: 'u1', traits: { plan: 'pro' } })",
        page: "analytics.page({ userId: 'u1', category: 'Docs', name: 'Start' })",
        alias: "analytics.alias({ userId: 'u2', previousId: 'u1' })",
      },
    ],
    [
      'python',
      {
        identify: 'analytics.identify("u1", {"plan": "pro"})',
        page: 'analytics.page("u1", category="Docs", name="Start")',
        screen: 'analytics.screen("u1", name="Cart", properties={"n": 2})',
        group: 'analytics.group("u1", "g1", {"size": 3})',
        alias: 'analytics.alias("u1", "u2")',
      },
    ],
    [
      'ruby',
      {
        group: "analytics.group(user_id: 'u1', group_id: 'g1', traits: { size: 3 })",
        alias: "analytics.alias(user_id: 'u2', previous_id: 'u1')",
      },
    ],
    ['php', { alias: "Segment::alias(['userId' => 'u2', 'previousId' => 'u1']);" }],
    [
      'net',
      {
        identify: 'Analytics.Client.Identify("u1", new Traits { { "plan", "pro" } });',
        page: 'Analytics.Client.Page("u1", "Start", "Docs");',
        group: 'Analytics.Client.Group("u1", "g1", new Traits { { "size", 3 } });',
        alias: 'Analytics.Client.Alias("u1", "u2");',
      },
    ],
    [
      'ios',
      {
        identify: 'analytics.identify(userId: "u1", traits: ["plan": "pro"])',
        screen: 'analytics.screen(title: "Cart", properties: ["n": 2])',
        group: 'analytics.group(groupId: "g1", traits: ["size": 3])',
        alias: 'analytics.alias(newId: "u2")',
      },
    ],
    [
      'android',
      {
        identify: 'analytics.identify("u1", buildJsonObject { put("plan", "pro") })',
        screen: 'analytics.screen("Cart", buildJsonObject { put("n", 2) })',
        alias: 'analytics.alias("u2")',
      },
    ],
    [
      'flutter',
      {
        screen: "analytics.screen('Cart', properties: {'n': 2});",
        alias: "analytics.alias('u2');",
      },
    ],
    [
      'react-native',
      { screen: "analytics.screen('Cart', { n: 2 })", alias: "analytics.alias('u2', 'u1')" },
    ],
  ])('is written as in %s', (language, codes) => {
    const written = Object.keys(codes).map((type) => [type, pretty(events[type], language)])
    expect(Object.fromEntries(written)).toEqual(codes)
  })

  it('a visitor is identified by traits alone', () => {
    const event = { type: 'identify', anonymousId: 'a1', traits: { plan: 'pro' } }
    expect(pretty(event, 'javascript')).toBe("analytics.identify({ plan: 'pro' })")
    expect(pretty(event, 'python')).toBe(
      'analytics.identify(anonymous_id="a1", traits={"plan": "pro"})',
    )
  })

  it('a page without anything stays short', () => {
    expect(pretty({ type: 'page', anonymousId: 'a1' }, 'javascript')).toBe('analytics.page()')
  })

  it('what is no call is not written', () => {
    for (const event of [null, 'track', [], {}, { type: 'order' }]) {
      for (const language of LANGUAGE_IDS) expect(pretty(event, language)).toBeNull()
    }
  })
})

describe('what a library adds by itself', () => {
  it('is left out: facts of the page, of the device and of the library', () => {
    const page = { path: '/a', url: 'https://x.example/a', title: 'A' }
    const event = makeEvent({
      type: 'page',
      name: 'A page',
      properties: { ...page, name: 'A page', section: 'top' },
      context: { page, library: { name: 'analytics.js' }, userAgent: 'x', ip: '1.2.3.4' },
      integrations: { 'Segment.io': true },
    })
    expect(pretty(event, 'javascript')).toBe("analytics.page('A page', { section: 'top' })")
  })

  it('stays where the code changed it', () => {
    const event = makeEvent({
      type: 'page',
      properties: { url: 'https://other.example/' },
      context: { page: { url: 'https://x.example/' } },
    })
    expect(pretty(event, 'javascript')).toBe("analytics.page({ url: 'https://other.example/' })")
  })

  it('is little on a server, where the code has to say who it is about', () => {
    const event = makeEvent({ properties: {}, context: { library: {}, ip: '1.2.3.4' } })
    expect(readCall(event, 'client')?.context).toEqual({})
    expect(readCall(event, 'server')?.context).toEqual({ ip: '1.2.3.4' })
  })

  it('options and a time long past come last', () => {
    const event = makeEvent({
      properties: {},
      context: { active: false },
      integrations: { All: false },
      timestamp: '2025-01-02T03:04:05.000Z',
    })
    expect(pretty(event, 'javascript')).toBe(`analytics.track('Order Completed', {}, {
  integrations: { All: false },
  context: { active: false },
  timestamp: '2025-01-02T03:04:05.000Z',
})`)
    expect(pretty(event, 'node-js')).toContain("new Date('2025-01-02T03:04:05.000Z')")
    expect(pretty(event, 'go')).toContain('time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC)')
    expect(pretty(event, 'java')).toContain('.enableIntegration("All", false)')
  })
})

describe('values', () => {
  /** What the code says, as JavaScript itself reads it. */
  const read = (code: string | null): unknown[] => {
    const seen: unknown[] = []
    const analytics = { track: (...args: unknown[]) => seen.push(...args) }
    new Function('analytics', code ?? '')(analytics)
    return seen
  }
  // As JSON can have them; an own `__proto__` is no literal's business.
  const json = fc
    .object({
      values: [
        fc.string({ unit: 'binary' }),
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.boolean(),
        fc.constant(null),
      ],
      maxDepth: 3,
    })
    .map((value) => JSON.parse(JSON.stringify(value).replaceAll('__proto__', 'proto')) as object)

  it('in JavaScript, whatever they are, are the same when read again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), json, (event, properties) => {
        const [name, data = {}] = read(pretty(makeEvent({ event, properties }), 'javascript'))
        expect(name).toBe(event)
        expect(data).toEqual(properties)
        const [call] = read(pretty(makeEvent({ event, properties }), 'node-js')) as [
          { event: string },
        ]
        expect(call.event).toBe(event)
      }),
    )
  })

  it('in a shell are the same JSON when read again', () => {
    fc.assert(
      fc.property(json, (properties) => {
        const code = pretty(makeEvent({ properties }), 'http-api') ?? ''
        const body = code.slice(code.indexOf('--data ') + 8, -1).replaceAll("'\\''", "'")
        expect((JSON.parse(body) as { properties?: object }).properties ?? {}).toEqual(properties)
      }),
    )
  })

  it('never break a line inside of a string, in any language', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom(...LANGUAGE_IDS),
        (text, language) => {
          // Both are two characters long when escaped.
          const lines = (end: string) => {
            const properties = { text: text.replace(/\s/g, '') + end }
            return pretty(makeEvent({ properties }), language)?.split(/[\n\r]/).length
          }
          expect(lines('\n\r')).toBe(lines('\t\t'))
        },
      ),
      {
        examples: [
          ['', 'php'],
          ['', 'ruby'],
        ],
      },
    )
  })

  it('keep from being code: variables in PHP, Ruby, Kotlin and Dart', () => {
    const event = makeEvent({ properties: { a: '$x', b: 'line\n$x #{y}' } })
    expect(pretty(event, 'php')).toContain('"line\\n\\$x #{y}"')
    expect(pretty(event, 'ruby')).toContain('"line\\n$x \\#{y}"')
    expect(pretty(event, 'android')).toContain('put("a", "\\$x")')
    expect(pretty(event, 'flutter')).toContain("'\\$x'")
  })
})

describe('the language', () => {
  it.each([
    ['analytics.js', 'javascript'],
    ['@segment/analytics-node', 'node-js'],
    ['analytics-node', 'node-js'],
    ['analytics-python', 'python'],
    ['analytics-ruby', 'ruby'],
    ['analytics-php', 'php'],
    ['analytics-java', 'java'],
    ['analytics-go', 'go'],
    ['Analytics.NET', 'net'],
    ['Analytics-CSharp', 'csharp'],
    ['analytics-kotlin', 'android'],
    ['analytics-android', 'android'],
    ['analytics-swift', 'ios'],
    ['analytics-ios', 'ios'],
    ['@segment/analytics-react-native', 'react-native'],
    ['analytics_flutter', 'flutter'],
    ['http-api', 'http-api'],
  ])('of %s is %s, whatever the source was set up for', (name, language) => {
    expect(chooseLanguage({ context: { library: { name } } }, 'python')).toBe(language)
  })

  it('is the one of the source when the library is not known, else HTTP', () => {
    expect(chooseLanguage({ context: { library: { name: 'my-own' } } }, 'ruby')).toBe('ruby')
    expect(chooseLanguage({}, 'flutter')).toBe('flutter')
    expect(chooseLanguage(null, 'stripe')).toBe('http-api')
  })
})

describe('colours', () => {
  it('change nothing in the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom(...LANGUAGE_IDS),
        (text, language) => {
          const code =
            pretty(
              makeEvent({ event: text || 'x', properties: { [text]: text, n: -1.5e30 } }),
              language,
            ) ?? ''
          expect(
            highlight(code)
              .map((token) => token.text)
              .join(''),
          ).toBe(code)
        },
      ),
    )
  })

  it('tell names, strings, numbers and words apart', () => {
    const kinds = Object.fromEntries(
      highlight("analytics.track('Order', { total: 30, 'odd key': true, id: 'a' })").map(
        ({ kind, text }) => [text, kind],
      ),
    )
    expect(kinds).toMatchObject({
      track: 'function',
      "'Order'": 'string',
      total: 'key',
      '30': 'number',
      "'odd key'": 'key',
      true: 'word',
      "'a'": 'string',
    })
  })
})
