import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { encodeNotes } from '../../worker/domain/schema/encode-notes.ts'
import { type NotedEvent, NoteTaker } from '../../worker/domain/schema/note-taker.ts'
import { makeDestination, makeSource, renewDeps } from './support/api-client.ts'
import type { Answer } from './support/app.ts'
import { ask as askAs, asOwner, bootstrap, makeDeps } from './support/app.ts'
import { edge } from './support/quiet-log.ts'

beforeAll(bootstrap)
beforeEach(renewDeps)

const deps = makeDeps({ sourceMonitor: (id) => edge.SOURCE_MONITOR.getByName(id) })
const ask = (method: string, path: string, body?: unknown): Promise<Answer> =>
  askAs(method, path, body, asOwner, deps)

interface Source {
  id: string
  slug: string
}

const pathOf = ({ id }: Source, rest = '') => `/sources/${id}/schema${rest}`

let generation = 0

async function seen(source: Source, ...events: Partial<NotedEvent>[]): Promise<void> {
  const taker = new NoteTaker()
  const receivedAt = new Date().toISOString()
  for (const event of events) taker.add({ fields: {}, receivedAt, blocked: false, ...event })
  generation++
  const pieces = [encodeNotes(taker.notes)]
  const delivery = { log: 'enam-9000', generation, low: generation, pieces }
  await edge.SOURCE_MONITOR.getByName(source.id).takeSchema(delivery)
}

const track = (event: string, properties: Record<string, unknown> = {}, blocked = false) => ({
  fields: { type: 'track', event, properties },
  blocked,
})
const identify = (traits: Record<string, unknown>) => ({ fields: { type: 'identify', traits } })

const namesOf = ({ data }: Answer) => data.events.map(({ name }: { name: string }) => name)
const block = (source: Source, name: string) =>
  ask('PATCH', pathOf(source, '/controls'), {
    changes: [{ control: 'event', name, allowed: false }],
  })

async function auditTypes(source: Source): Promise<string[]> {
  const { data } = await ask('GET', `/audit-events?resourceId=${source.id}&pagination[count]=50`)
  return data.events.map(({ type }: { type: string }) => type)
}

describe('the schema in the API', () => {
  it('lists events with their counts, times, hints and controls', async () => {
    const source = await makeSource()
    const { id: destinationId } = await makeDestination(source.id)
    await seen(
      source,
      track('Order Completed', { total: 9.5 }),
      track('Order Completed', { total: 9 }, true),
      track('order_completed'),
      identify({ planName: 'pro' }),
      { fields: { type: 'page', properties: { path: '/' } } },
    )
    await ask('PATCH', pathOf(source, '/controls'), {
      changes: [
        { control: 'event', name: 'Order Completed', allowed: false },
        { control: 'page', allowed: false },
        { control: 'destination', name: 'order_completed', destinationId, allowed: false },
      ],
    })
    const { status, data } = await ask('GET', pathOf(source))
    expect(status).toBe(200)
    expect(data.period).toBe('7d')
    expect(data.events).toHaveLength(4)
    const byName = (name: string, kind = 'track') =>
      data.events.find(
        (event: Record<string, unknown>) => event.name === name && event.kind === kind,
      )
    expect(byName('Order Completed')).toMatchObject({
      allowed: 1,
      blocked: 1,
      off: true,
      destinationsOff: [],
      fields: 1,
      expected: false,
      archived: false,
      hints: [],
    })
    expect(Date.parse(byName('Order Completed').firstSeen)).toBeGreaterThan(Date.now() - 60_000)
    expect(byName('order_completed')).toMatchObject({
      off: false,
      destinationsOff: [destinationId],
      hints: [
        { problem: 'not_object_action', suggestion: 'Order Completed' },
        { problem: 'near_duplicate', suggestion: 'Order Completed' },
      ],
    })
    expect(byName('', 'page')).toMatchObject({ off: true, allowed: 1 })
    expect(data.problems).toEqual({ track: 1, identify: 1, group: 0, page: 0, screen: 0 })
    expect(data.totals).toEqual({ track: 2, identify: 1, group: 0, page: 1, screen: 0 })
    expect(data.controls).toMatchObject({ blockedEvents: ['Order Completed'], blockPage: true })
    const searched = await ask('GET', pathOf(source, '?kind=track&search=ORDER_'))
    expect(namesOf(searched)).toEqual(['order_completed'])
  })

  it('lists the fields of one event, and which traits are off', async () => {
    const source = await makeSource()
    await seen(source, identify({ email: 'a@x.io', address: { city: 'Bern' } }))
    await ask('PATCH', pathOf(source, '/controls'), {
      changes: [{ control: 'trait', kind: 'identify', path: 'address.city', allowed: false }],
    })
    const { data } = await ask('GET', pathOf(source, '/fields?kind=identify&period=24h'))
    expect(data.unlisted).toBe(false)
    expect(
      data.fields.map(({ path, types, off }: Record<string, unknown>) => [path, types, off]),
    ).toEqual([
      ['address', ['object'], false],
      ['address.city', ['string'], true],
      ['email', ['string'], false],
    ])
    expect((await ask('GET', pathOf(source, '/fields?kind=track&name=None'))).status).toBe(404)
  })

  it('lists what is expected before it comes, once', async () => {
    const source = await makeSource()
    expect((await ask('POST', pathOf(source, '/events'), { name: ' Trial Started ' })).status).toBe(
      201,
    )
    const again = await ask('POST', pathOf(source, '/events'), { name: 'Trial Started' })
    expect(again.status).toBe(409)
    const { data } = await ask('GET', pathOf(source))
    expect(data.events).toMatchObject([
      { name: 'Trial Started', expected: true, firstSeen: '', lastSeen: '' },
    ])
    expect((await ask('POST', pathOf(source, '/events'), { name: ' ' })).status).toBe(400)
    expect(await auditTypes(source)).toContain('Schema Event Created')
  })

  it('archives what is blocked, until it is let through again', async () => {
    const source = await makeSource()
    await seen(source, track('Old One', {}, true), track('New One'))
    const archive = (names: string[], archived = true) =>
      ask('POST', pathOf(source, '/archive'), { kind: 'track', names, archived })
    expect((await archive(['Old One'])).status).toBe(409)
    await block(source, 'Old One')
    expect((await archive(['Old One'])).status).toBe(200)
    expect(namesOf(await ask('GET', pathOf(source)))).toEqual(['New One'])
    const all = await ask('GET', pathOf(source, '?archived=true'))
    expect(namesOf(all).toSorted()).toEqual(['New One', 'Old One'])
    expect((await archive(['Old One'], false)).status).toBe(200)
    expect(namesOf(await ask('GET', pathOf(source))).toSorted()).toEqual(['New One', 'Old One'])
    await archive(['Old One'])
    await ask('PATCH', pathOf(source, '/controls'), {
      changes: [{ control: 'event', name: 'Old One', allowed: true }],
    })
    expect(namesOf(await ask('GET', pathOf(source))).toSorted()).toEqual(['New One', 'Old One'])
    expect((await archive(['Unknown'], false)).status).toBe(404)
    expect(
      (
        await ask('POST', pathOf(source, '/archive'), {
          kind: 'group',
          names: [''],
          archived: true,
        })
      ).status,
    ).toBe(400)
    const types = await auditTypes(source)
    expect(types).toContain('Schema Event Archived')
    expect(types).toContain('Schema Event Unarchived')
  })

  it('forgets what is cleared', async () => {
    const source = await makeSource()
    await seen(source, track('A'), track('B', {}, true), identify({ plan: 'x' }))
    await block(source, 'B')
    const { data } = await ask('POST', pathOf(source, '/clear'), {
      kinds: ['track', 'identify'],
      what: ['allowed'],
    })
    expect(data).toEqual({ cleared: { events: 1, fields: 1 } })
    expect(namesOf(await ask('GET', pathOf(source)))).toEqual(['B'])
    expect(await auditTypes(source)).toContain('Schema History Cleared')
  })

  it('exports one row for each event and property, that no spreadsheet takes for a formula', async () => {
    const source = await makeSource()
    await seen(
      source,
      track('Order Completed', { total: 'secret value', '@a': 1 }),
      track('Order Completed', { total: 1 }, true),
      track('=HYPERLINK("x","y")'),
      track('Has, "quotes"'),
    )
    await ask('POST', pathOf(source, '/events'), { name: '+expected' })
    const { text, headers } = await ask('GET', pathOf(source, '/export?kind=track&period=30d'))
    expect(headers.get('content-type')).toContain('text/csv')
    expect(headers.get('content-disposition')).toMatch(
      new RegExp(
        `"[a-z0-9-]+-${source.slug}-track--\\d{4}-\\d\\d-\\d\\d--\\d\\d-\\d\\d-utc\\.csv"`,
      ),
    )
    const time = /\d{4}-\d\d-\d\dT[\d:.]+Z/g
    const [head, ...rows] = text.replaceAll(time, 'TIME').split('\r\n')
    expect(head).toBe('Event Name,Last Seen At (UTC),Property Name,Allowed,Blocked,Total,Planned')
    expect(rows.toSorted()).toEqual(
      [
        'Order Completed,TIME,total,1,1,2,',
        'Order Completed,TIME,"\'@a",1,0,1,',
        '"\'=HYPERLINK(""x"",""y"")",TIME,,1,0,1,',
        '"Has, ""quotes""",TIME,,1,0,1,',
        '"\'+expected",,,0,0,0,',
      ].toSorted(),
    )
    expect(text).not.toContain('secret value')
  })

  it('refuses what it does not know', async () => {
    const source = await makeSource()
    for (const query of ['?period=1y', '?kind=alias', '/fields', '/export?kind=alias']) {
      expect((await ask('GET', pathOf(source, query))).status).toBe(400)
    }
    for (const body of [
      {},
      { kinds: [], what: ['allowed'] },
      { kinds: ['track'], what: ['all'] },
    ]) {
      expect((await ask('POST', pathOf(source, '/clear'), body)).status).toBe(400)
    }
  })
})
