export interface SetupInput {
  writeKey: string
  /** Scheme and host of the collection service, no slash at the end. */
  origin: string
}

/** One kind of source that a workspace can add. */
export interface SourceMetadata {
  /** Stable for ever: clients keep it. */
  id: string
  slug: string
  name: string
  description: string
  categories: readonly string[]
  /** Addresses of images; empty where there is none. */
  logos: { default: string; mark: string; alt: string }
  /** A cloud source is pulled or pushed by another product instead of by a library. */
  isCloudEventSource: boolean
  /** Language of the set-up text, for syntax colours: a file name ending. */
  setupLanguage: string
  /** What to install and paste, complete, with this source's key and host in it. */
  setup(input: SetupInput): string
  /** Other ways to the same, where there are some. */
  otherSetups?(input: SetupInput): OtherSetup[]
}

/** A way of setting a source up besides the first. */
export interface OtherSetup {
  /** As people call it: "npm". */
  title: string
  language: string
  text: string
}

/** The two forms in which libraries want the host, and whether TLS is missing. */
export function hostForms(origin: string): { host: string; apiHost: string; isPlainHttp: boolean } {
  const url = new URL(origin)
  return { host: url.host, apiHost: `${url.host}/v1`, isPlainHttp: url.protocol === 'http:' }
}

/**
 * A remark for libraries that put `https://` in front of the host by themselves, shown where it
 * would make their set-up text wrong.
 */
export function httpsOnlyRemark(origin: string, commentMark: string): string[] {
  if (!hostForms(origin).isPlainHttp) return []
  return [
    `${commentMark} This library always uses https: ${origin} needs TLS in front of it (a tunnel will do).`,
  ]
}

export const lines = (...text: (string | readonly string[])[]): string => text.flat().join('\n')
