import { isObject } from '../../../format/json-object.ts'
import { readCall } from './call.ts'
import type { Language, Place } from './language.ts'
import { csharp, dart, kotlin, swift } from './languages/apps.ts'
import { dotnet } from './languages/dotnet.ts'
import { go } from './languages/go.ts'
import { http } from './languages/http.ts'
import { java } from './languages/java.ts'
import { javascript, reactNative } from './languages/javascript.ts'
import { node } from './languages/node.ts'
import { php } from './languages/php.ts'
import { python } from './languages/python.ts'
import { ruby } from './languages/ruby.ts'

/** By the slug of the source catalog, where there is one. */
export const LANGUAGES = {
  javascript,
  'node-js': node,
  python,
  go,
  java,
  ruby,
  php,
  net: dotnet,
  csharp,
  ios: swift,
  android: kotlin,
  'react-native': reactNative,
  flutter: dart,
  'http-api': http,
} as const satisfies Record<string, Language>
export type LanguageId = keyof typeof LANGUAGES

export const LANGUAGE_IDS = Object.keys(LANGUAGES) as LanguageId[]

/** First match wins: several names hold a shorter one. */
const LIBRARIES: readonly [RegExp, LanguageId][] = [
  [/react[-_]native/i, 'react-native'],
  [/flutter/i, 'flutter'],
  [/analytics[.-]net$/i, 'net'],
  [/csharp/i, 'csharp'],
  [/^analytics\.js$|javascript/i, 'javascript'],
  [/node/i, 'node-js'],
  [/python/i, 'python'],
  [/ruby/i, 'ruby'],
  [/php/i, 'php'],
  [/kotlin|android/i, 'android'],
  [/swift|ios$|apple/i, 'ios'],
  [/analytics-java/i, 'java'],
  [/analytics-go$/i, 'go'],
  [/^http-api$/i, 'http-api'],
]

/** The library says it best; a source is often called by other means than those it was set up for. */
export function chooseLanguage(event: unknown, sourceSlug: string): LanguageId {
  const context = isObject(event) && isObject(event.context) ? event.context : {}
  const library = isObject(context.library) ? context.library.name : context.library
  if (typeof library === 'string') {
    const known = LIBRARIES.find(([pattern]) => pattern.test(library))
    if (known !== undefined) return known[1]
  }
  return LANGUAGE_IDS.find((id) => id === sourceSlug) ?? 'http-api'
}

/** The call as it was made, in one language's syntax. @returns null for what is not a call. */
export function prettyCall(event: unknown, language: LanguageId, place: Place): string | null {
  const { side, print }: Language = LANGUAGES[language]
  const call = readCall(event, side)
  return call === null ? null : print(call, place)
}
