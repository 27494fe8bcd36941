import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseDevVars } from '../local/dev-vars.ts'
import { ROOT } from '../toolchain.mjs'
import { askForTrace } from './ask.ts'
import { describeTrace } from './describe-trace.ts'
import { parseOptions, USAGE } from './options.ts'

/** Exit code: 0 when the event was found, 1 when not, 2 when it could not be looked for. */
export async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args, localDefaults())
  if (!options.ok) {
    console.error(`${options.error}\n\n${USAGE}`)
    return 2
  }
  const { json, messageId, day } = options.value
  try {
    const { traces } = await askForTrace(options.value, {
      fetch,
      progress: ({ searched, total }) =>
        console.error(`${day}: searched ${searched} of ${total} archive objects`),
    })
    if (json) console.log(JSON.stringify(traces, null, 2))
    else if (traces.length > 0) console.log(traces.map(describeTrace).join('\n\n'))
    if (traces.length > 0) return 0
    const hint = day === null ? ' If it is older than a day, give the day: --day 2026-11-23.' : ''
    console.error(`No event with messageId ${messageId} was found.${hint}`)
    return 1
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    return 2
  }
}

/** The service that `npm start` runs, and its token. */
function localDefaults(): { url: string; token: string } {
  const file = path.join(ROOT, '.dev.vars')
  const vars = existsSync(file) ? parseDevVars(readFileSync(file, 'utf8')) : {}
  return {
    url: process.env.HEADWATER_URL ?? `http://localhost:${process.env.PORT ?? 8787}`,
    token: process.env.HEADWATER_TOKEN ?? vars.PUBLIC_API_TOKEN ?? '',
  }
}
