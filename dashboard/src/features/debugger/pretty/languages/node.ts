import type { Language } from '../language.ts'
import { literal } from '../literal.ts'
import { JAVASCRIPT } from './javascript.ts'
import { namedFields } from './named-fields.ts'

/** @segment/analytics-node: one object a call. */
export const node: Language = {
  name: 'Node.js',
  side: 'server',
  print: (call) => {
    const fields = namedFields(call)
    const code = `analytics.${call.type}(${literal(fields, JAVASCRIPT)})`
    return call.timestamp === undefined ? code : withDate(code, call.timestamp)
  },
}

/** The library wants a Date there. */
const withDate = (code: string, timestamp: string): string =>
  code.replace(`timestamp: '${timestamp}'`, `timestamp: new Date('${timestamp}')`)
