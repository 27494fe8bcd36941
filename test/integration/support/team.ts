import * as v from 'valibot'
import { expect } from 'vitest'
import { invitationSchema } from '../../../worker/api/contract/invites.ts'
import { type As, ask, callAuth, PASSWORD } from './app.ts'

/** What a workspace's owner does to set the scene of a test. */

let n = 0
export async function makeSource(...labels: string[]): Promise<string> {
  const input = { slug: `source-${n++}`, enabled: true, metadataId: 'javascript' }
  const { data } = await ask('POST', '/sources', input)
  const { id } = data.source
  if (labels.length > 0) {
    const wanted = labels.map((label) => {
      const [key, value] = label.split(':')
      return { key, value }
    })
    for (const label of wanted) await ask('POST', '/labels', { label })
    expect((await ask('PUT', `/sources/${id}/labels`, { labels: wanted })).status).toBe(200)
  }
  return id
}

export const tokenOf = (link: string) => new URL(link).searchParams.get('token')
export const invite = async (emails: string, more: Record<string, unknown> = {}) => {
  const { status, data } = await ask('POST', '/invitations', { emails, ...more })
  expect(status).toBe(201)
  return v.parse(v.array(invitationSchema), data.invitations)
}
export const accept = (token: string | null, more: Record<string, unknown> = {}, cookie?: string) =>
  callAuth(
    'POST',
    '/accept-invitation',
    { token, name: 'New', password: PASSWORD, ...more },
    cookie === undefined ? {} : { cookie },
  )
export const sourcesSeenBy = async (as: As) => {
  const { data } = await ask('GET', '/sources?pagination[count]=1000', undefined, as)
  return data.sources.map((source: { id: string }) => source.id)
}
