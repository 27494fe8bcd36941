import { isJsonObject, type JsonObject } from '../domain/event/json.ts'

/**
 * The write key in the header: `Basic base64(key + ":")`, also without the colon, which older
 * libraries leave out. Anything else in the header (a bearer token included: OAuth is not built, and
 * such callers name their source in the body) is passed over.
 */
export function headerWriteKey(authorization: string | null): string | null {
  const match = /^basic\s+(\S+)\s*$/i.exec(authorization ?? '')
  if (match?.[1] === undefined) return null
  const credentials = decodeBase64(match[1])
  if (credentials === null) return null
  const colon = credentials.indexOf(':')
  return nonEmpty(colon < 0 ? credentials : credentials.slice(0, colon))
}

/** The write key in the body: of its root, else of the first item of the batch. */
export function bodyWriteKey(body: JsonObject): string | null {
  const [first] = Array.isArray(body.batch) ? (body.batch as unknown[]) : []
  return nonEmpty(body.writeKey) ?? (isJsonObject(first) ? nonEmpty(first.writeKey) : null)
}

const nonEmpty = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : null

function decodeBase64(text: string): string | null {
  try {
    return atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  } catch {
    return null
  }
}
