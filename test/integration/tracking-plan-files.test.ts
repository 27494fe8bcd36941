import { beforeAll, expect, it } from 'vitest'
import { ask, bootstrap } from './support/app.ts'

beforeAll(bootstrap)

const newPlan = async (name: string, more: object = {}): Promise<string> => {
  const { data } = await ask('POST', '/tracking-plans', { name, type: 'LIVE', ...more })
  return data.trackingPlan.id
}
const draftOf = async (id: string) => {
  const { data } = await ask('GET', `/tracking-plans/${id}/draft`)
  return data.draft.changes.map(({ change, key }: { change: string; key: string }) => [change, key])
}
const CSV = [
  'Event Type,Event Name,Property Path,Status,Data Types',
  'TRACK,Order Completed,order_id,required,string',
  'TRACK,Order Completed,total,optional,number|null',
  'TRACK,Signed Up,,,',
].join('\n')

it('imports a table into the draft, and exports what was merged', async () => {
  const id = await newPlan('Imported')
  const imported = await ask('POST', `/tracking-plans/${id}/import`, {
    format: 'csv',
    content: CSV,
  })
  expect(imported.data.import).toEqual({ added: 2, changed: 0, removed: 0, errors: [] })
  expect((await ask('GET', `/tracking-plans/${id}/rules`)).data.rules).toEqual([])
  expect(await draftOf(id)).toEqual([
    ['added', 'Order Completed'],
    ['added', 'Signed Up'],
  ])
  await ask('POST', `/tracking-plans/${id}/draft/merge`, { message: 'From a table' })
  const { text } = await ask('GET', `/tracking-plans/${id}/export?format=csv`)
  expect(text.split('\r\n').slice(1).sort()).toEqual([
    'TRACK,Order Completed,1,,,order_id,,required,string,,',
    'TRACK,Order Completed,1,,,total,,optional,number|null,,',
    'TRACK,Signed Up,1,,,,,,,,',
  ])
})

it('moves a plan as JSON, and removes what a replacing file does not name', async () => {
  const id = await newPlan('Origin')
  await ask('POST', `/tracking-plans/${id}/import`, { format: 'csv', content: CSV })
  await ask('POST', `/tracking-plans/${id}/draft/merge`, {})
  const { text } = await ask('GET', `/tracking-plans/${id}/export?format=json`)
  const copy = await newPlan('Copy', { from: { kind: 'plan', planId: id } })
  await ask('PATCH', `/tracking-plans/${copy}/rules`, {
    rules: [{ type: 'TRACK', key: 'Only Here', version: 1, jsonSchema: {} }],
  })
  const moved = await ask('POST', `/tracking-plans/${copy}/import`, {
    format: 'json',
    content: text,
    replace: true,
  })
  expect(moved.data.import).toMatchObject({ added: 0, changed: 0, removed: 1 })
  expect(await draftOf(copy)).toEqual([['removed', 'Only Here']])
})

it('takes nothing of a file with an error, and says where it is', async () => {
  const id = await newPlan('Untouched')
  const content = `${CSV}\nCLICK,x,,,`
  const { data } = await ask('POST', `/tracking-plans/${id}/import`, { format: 'csv', content })
  expect(data.import.errors).toMatchObject([{ row: 5, column: 'Event Type' }])
  const bad = await ask('POST', `/tracking-plans/${id}/import`, { format: 'json', content: '{' })
  expect(bad.data.import.errors).toMatchObject([{ row: 0, message: 'The file is not JSON.' }])
  const pattern = 'Event Type,Event Name,Property Path,Allowed Property Values\nTRACK,A,p,(?=x)'
  const refused = await ask('POST', `/tracking-plans/${id}/import`, {
    format: 'csv',
    content: pattern,
  })
  expect(refused.data.import.errors[0].message).toMatch(/pattern/)
  expect(await draftOf(id)).toEqual([])
})
