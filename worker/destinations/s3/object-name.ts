import type { DeliveryEvent } from '../destination.ts'
import { sha256Hex } from '../sign-aws.ts'

const PLACEHOLDER = /\{([^{}]*)\}/g
const NAMES = ['date', 'year', 'month', 'day', 'hour', 'type'] as const
type Name = (typeof NAMES)[number]

const isName = (text: string): text is Name => (NAMES as readonly string[]).includes(text)

/** What is wrong with a folder as a person entered it, or null. */
export function folderProblem(folder: string): string | null {
  const rest = folder.replaceAll(PLACEHOLDER, (whole, name: string) => (isName(name) ? '' : whole))
  if (/[{}]/.test(rest)) {
    return `may hold ${NAMES.map((name) => `{${name}}`).join(', ')} and no other braces`
  }
  if (!/^[A-Za-z0-9 !_.*'()=/,:@+-]*$/.test(rest)) {
    return 'may hold letters, digits and the signs that S3 calls safe'
  }
  if (folder.split('/').some((part) => part === '.' || part === '..' || part === '')) {
    return folder === '' ? null : 'must not have empty parts, nor . and ..'
  }
  return null
}

/** The folder of one event, by when it was received: that does not change, whenever it is sent. */
export function folderOf(folder: string, { receivedAt, type }: DeliveryEvent): string {
  const values: Record<Name, string> = {
    date: receivedAt.slice(0, 10),
    year: receivedAt.slice(0, 4),
    month: receivedAt.slice(5, 7),
    day: receivedAt.slice(8, 10),
    hour: receivedAt.slice(11, 13),
    type,
  }
  return folder.replaceAll(PLACEHOLDER, (whole, name: string) =>
    isName(name) ? values[name] : whole,
  )
}

/**
 * The name of a file: when its first event was received, and a hash of all that is in it. The same
 * events make the same name, so that a file which is sent again takes its own place; other events never
 * do.
 *
 * @param events In the order of the file.
 */
export async function fileName(
  events: readonly DeliveryEvent[],
  extension: string,
): Promise<string> {
  const text = events.map(({ json }) => json).join('\n')
  const hash = (await sha256Hex(`${extension}\n${text}`)).slice(0, 32)
  const first = (events[0]?.receivedAt ?? '').replaceAll(/[-:]|\.\d+/g, '')
  return `${first}-${hash}.${extension}`
}

/** A key as it stands in an address. Plus and others are written out, as signatures want them. */
export const encodeKey = (key: string): string =>
  key
    .split('/')
    .map((part) =>
      encodeURIComponent(part).replaceAll(
        /[!'()*]/g,
        (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
      ),
    )
    .join('/')
