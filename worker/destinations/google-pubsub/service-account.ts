import * as v from 'valibot'
import { parseAnswer } from '../exchange.ts'

/** What of a service account's key file is used; the rest of the file does not matter. */
const serviceAccountSchema = v.object({
  type: v.literal('service_account'),
  project_id: v.optional(v.string()),
  client_email: v.pipe(v.string(), v.nonEmpty()),
  private_key_id: v.optional(v.string()),
  private_key: v.pipe(v.string(), v.includes('BEGIN PRIVATE KEY')),
})
export type ServiceAccount = v.InferOutput<typeof serviceAccountSchema>

/** The key file that Google makes for a service account, or null where the text is none. */
export function parseServiceAccount(text: string): ServiceAccount | null {
  const parsed = v.safeParse(serviceAccountSchema, parseAnswer(text))
  return parsed.success ? parsed.output : null
}
