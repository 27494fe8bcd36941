import { parseArgs } from 'node:util'

export interface TraceOptions {
  messageId: string
  sourceId: string | null
  /** UTC day of `receivedAt`; null asks the index of recent ids. */
  day: string | null
  json: boolean
  url: string
  token: string
}

export const USAGE = `npm run trace -- <messageId> [options]

  --source <id>   only events of this source
  --day <day>     search the archive of a UTC day, e.g. 2026-11-23
  --json          print what the API answers
  --url <url>     of the service; default $HEADWATER_URL, else the local one
  --token <token> of the management API; default $HEADWATER_TOKEN, else the one in .dev.vars`

type Parsed = { ok: true; value: TraceOptions } | { ok: false; error: string }

export function parseOptions(
  args: readonly string[],
  defaults: { url: string; token: string },
): Parsed {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        source: { type: 'string' },
        day: { type: 'string' },
        json: { type: 'boolean', default: false },
        url: { type: 'string', default: defaults.url },
        token: { type: 'string', default: defaults.token },
      },
    })
    const [messageId, ...others] = positionals
    if (messageId === undefined) return { ok: false, error: 'Which messageId?' }
    if (others.length > 0) return { ok: false, error: `One messageId at a time: ${messageId}` }
    const { source = null, day = null, json, url, token } = values
    if (token === '') return { ok: false, error: 'A token is needed: --token <token>' }
    if (!URL.canParse(url)) return { ok: false, error: `Not a URL: ${url}` }
    const value = { messageId, sourceId: source, day, json, url: url.replace(/\/+$/, ''), token }
    return { ok: true, value }
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) }
  }
}
