import { env } from 'cloudflare:workers'
import * as v from 'valibot'
import { beforeAll, describe, expect, it } from 'vitest'
import { auditEventSchema } from '../../worker/api/contract/audit.ts'
import {
  addMember,
  ask,
  bootstrap,
  makeToken,
  PASSWORD,
  type Person,
  setUpOwner,
} from './support/app.ts'

let owner: Person

beforeAll(async () => {
  await bootstrap()
  owner = await setUpOwner()
})

describe('the audit trail', () => {
  it('says who did what, when and from where, and what changed', async () => {
    const member = await addMember('ole@example.com', [{ roleId: 'source-admin' }])
    const input = { slug: 'audited', enabled: true, metadataId: 'javascript', name: 'Audited' }
    const made = await ask('POST', '/sources', input, member)
    await ask('PATCH', `/sources/${made.data.source.id}`, { name: 'Audited 2' }, member)
    const { data } = await ask('GET', `/audit-events?actor=${member.id}&type=Source Modified`)
    expect(v.parse(v.array(auditEventSchema), data.events)).toMatchObject([
      {
        type: 'Source Modified',
        actor: member.id,
        actorKind: 'user',
        actorName: 'ole',
        actorEmail: 'ole@example.com',
        resourceName: 'Audited 2',
        ip: '192.0.2.7',
        userAgent: 'the tests',
        before: { name: 'Audited' },
        after: { name: 'Audited 2' },
      },
    ])
  })

  it('is filtered by what occurs in it', async () => {
    await makeToken('source-admin')
    await ask('POST', '/groups', { name: 'Readers' })
    await ask('POST', '/labels', { label: { key: 'team', value: 'red' } })
    await ask('DELETE', '/labels/team/red')
    const { data } = await ask('GET', '/audit-events/filters')
    for (const type of [
      'Invite Accepted',
      'Token Created',
      'User Group Created',
      'User Signed In',
    ]) {
      expect(data.filters.types).toContain(type)
    }
    expect(data.filters.actors).toContainEqual({
      id: owner.id,
      kind: 'user',
      name: 'Olivia Owner',
    })
    const types = async (query: string) =>
      (await ask('GET', `/audit-events?pagination[count]=1000&${query}`)).data.events.map(
        (event: { type: string }) => event.type,
      )
    expect(new Set(await types('resourceType=LABEL'))).toEqual(
      new Set(['Label Created', 'Label Deleted']),
    )
    expect(await types('text=OLE%40EXAMPLE')).toContain('Source Created')
    expect(await types('text=100%25_nothing')).toEqual([])
    expect(await types('endTime=2020-01-01')).toEqual([])
    expect((await ask('GET', '/audit-events?startTime=soon')).status).toBe(400)
  })

  it('is exported without formulas, and says so', async () => {
    const name = '=HYPERLINK("https://evil.test")'
    await ask('POST', '/groups', { name })
    const { text, headers } = await ask(
      'GET',
      '/audit-events/export?type=User Group Created',
      undefined,
      owner,
    )
    expect(headers.get('content-disposition')).toContain('audit-trail.csv')
    expect(text).toContain(`"'=HYPERLINK`)
    expect(text).not.toMatch(/(^|,)"?=HYPERLINK/m)
    const { data } = await ask('GET', '/audit-events?type=Audit Trail Exported')
    expect(data.events[0].actor).toBe(owner.id)
  })

  it('holds no secret', async () => {
    const { results } = await env.DB.prepare('SELECT * FROM audit').all()
    const text = JSON.stringify(results)
    const { results: links } = await env.DB.prepare('SELECT nonce FROM invitations').all()
    for (const secret of [PASSWORD, 'hwt_', ...links.map((row) => String(row.nonce))]) {
      expect(text).not.toContain(secret)
    }
  })
})
