import type { Language } from '../language.ts'
import { namedFields } from './named-fields.ts'

/** The HTTP API, as a command to try again. */
export const http: Language = {
  name: 'HTTP API',
  side: 'server',
  print: (call, { origin, writeKey }) => {
    const body = JSON.stringify(namedFields(call), null, 2)
    return [
      `curl ${origin}/v1/${call.type} \\`,
      `  --user '${writeKey}:' \\`,
      "  --header 'Content-Type: application/json' \\",
      // A quote ends the shell's string: it is closed, quoted and opened again.
      `  --data '${body.replaceAll("'", "'\\''")}'`,
    ].join('\n')
  },
}
