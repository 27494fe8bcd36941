import { snippet } from '../snippet.ts'
import { hostForms, httpsOnlyRemark, lines, type SourceMetadata } from './source-metadata.ts'

const NO_LOGOS = { default: '', mark: '', alt: '' }

/** Libraries that run in front of a person. They fetch their settings from the host first. */
export const CLIENT_SOURCES: readonly SourceMetadata[] = [
  {
    id: 'src_meta_javascript',
    slug: 'javascript',
    name: 'Javascript',
    description: 'Page views and actions on a website, with Analytics.js.',
    categories: ['Website'],
    logos: NO_LOGOS,
    isCloudEventSource: false,
    setupLanguage: 'html',
    setup: (input) => lines('<!-- Paste into the <head> of every page. -->', snippet(input)),
    otherSetups: ({ writeKey, origin }) => [
      {
        title: 'npm',
        language: 'js',
        text: lines(
          '// npm install @segment/analytics-next',
          "import { AnalyticsBrowser } from '@segment/analytics-next'",
          '',
          'const analytics = AnalyticsBrowser.load({',
          `  writeKey: ${JSON.stringify(writeKey)},`,
          `  cdnURL: ${JSON.stringify(origin)},`,
          '})',
          '',
          'analytics.page()',
          "analytics.track('Order Completed', { total: 30 })",
        ),
      },
    ],
  },
  {
    id: 'src_meta_ios',
    slug: 'ios',
    name: 'iOS',
    description: 'Apps for iPhone, iPad, Mac, TV and Watch, with Analytics-Swift.',
    categories: ['Mobile'],
    logos: NO_LOGOS,
    isCloudEventSource: false,
    setupLanguage: 'swift',
    setup: ({ writeKey, origin }) =>
      lines(
        '// Swift package: https://github.com/segmentio/analytics-swift',
        httpsOnlyRemark(origin, '//'),
        'import Segment',
        '',
        `let configuration = Configuration(writeKey: ${JSON.stringify(writeKey)})`,
        `    .apiHost(${JSON.stringify(hostForms(origin).apiHost)})`,
        `    .cdnHost(${JSON.stringify(hostForms(origin).apiHost)})`,
        '    .trackApplicationLifecycleEvents(true)',
        'let analytics = Analytics(configuration: configuration)',
        '',
        'analytics.track(name: "Order Completed", properties: ["total": 30])',
      ),
  },
  {
    id: 'src_meta_android',
    slug: 'android',
    name: 'Android',
    description: 'Android apps, with Analytics-Kotlin.',
    categories: ['Mobile'],
    logos: NO_LOGOS,
    isCloudEventSource: false,
    setupLanguage: 'kotlin',
    setup: ({ writeKey, origin }) =>
      lines(
        '// build.gradle.kts: implementation("com.segment.analytics.kotlin:android:<latest>")',
        httpsOnlyRemark(origin, '//'),
        'import com.segment.analytics.kotlin.android.Analytics',
        'import kotlinx.serialization.json.buildJsonObject',
        'import kotlinx.serialization.json.put',
        '',
        `val analytics = Analytics(${JSON.stringify(writeKey)}, applicationContext) {`,
        `    apiHost = ${JSON.stringify(hostForms(origin).apiHost)}`,
        `    cdnHost = ${JSON.stringify(hostForms(origin).apiHost)}`,
        '    trackApplicationLifecycleEvents = true',
        '}',
        '',
        'analytics.track("Order Completed", buildJsonObject { put("total", 30) })',
      ),
  },
  {
    id: 'src_meta_react_native',
    slug: 'react-native',
    name: 'React Native',
    description: 'React Native apps, with @segment/analytics-react-native.',
    categories: ['Mobile'],
    logos: NO_LOGOS,
    isCloudEventSource: false,
    setupLanguage: 'js',
    setup: ({ writeKey, origin }) =>
      lines(
        '// npm install @segment/analytics-react-native @segment/sovran-react-native \\',
        '//   @react-native-async-storage/async-storage react-native-get-random-values',
        "import { createClient } from '@segment/analytics-react-native'",
        '',
        'const analytics = createClient({',
        `  writeKey: ${JSON.stringify(writeKey)},`,
        `  proxy: ${JSON.stringify(`${origin}/v1`)},`,
        `  cdnProxy: ${JSON.stringify(`${origin}/v1`)},`,
        '  // Without this, the two addresses above are used as they are, with no path added.',
        '  useSegmentEndpoints: true,',
        '})',
        '',
        "analytics.track('Order Completed', { total: 30 })",
      ),
  },
  {
    id: 'src_meta_flutter',
    slug: 'flutter',
    name: 'Flutter',
    description: 'Flutter apps, with segment_analytics.',
    categories: ['Mobile'],
    logos: NO_LOGOS,
    isCloudEventSource: false,
    setupLanguage: 'dart',
    setup: ({ writeKey, origin }) =>
      lines(
        '// flutter pub add segment_analytics',
        httpsOnlyRemark(origin, '//'),
        "import 'package:segment_analytics/client.dart';",
        "import 'package:segment_analytics/state.dart';",
        '',
        'final analytics = createClient(Configuration(',
        `  ${dartString(writeKey)},`,
        `  apiHost: ${dartString(hostForms(origin).apiHost)},`,
        `  cdnHost: ${dartString(hostForms(origin).apiHost)},`,
        '));',
        '',
        "analytics.track('Order Completed', properties: {'total': 30});",
      ),
  },
]

/** Dart and Kotlin read `$` inside a string; keys and hosts have none, but a set-up text must not break. */
const dartString = (value: string): string =>
  `'${value.replaceAll(/['\\$]/g, (character) => `\\${character}`)}'`
