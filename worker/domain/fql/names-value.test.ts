import { expect, it } from 'vitest'
import { namesValue } from './names-value.ts'
import { parseFql } from './parse.ts'

const names = (text: string) => {
  const parsed = parseFql(text)
  if (!parsed.ok) throw new Error(parsed.error.message)
  return namesValue(parsed.value, 'event', 'Told')
}

it.each([
  "event = 'Told'",
  '"Told" = event',
  "type = 'track' and event = 'Told'",
  "event = 'Other' or (type = 'track' and event = 'Told')",
  "event in ['Other', 'Told']",
])('sees the name in %s', (text) => {
  expect(names(text)).toBe(true)
})

it.each([
  "type = 'track'",
  'all',
  "event != 'Told'",
  "!(event = 'Told')",
  "match(event, 'Told')",
  "properties.event = 'Told'",
  "event = 'told'",
  'event in properties.names',
])('does not see it in %s', (text) => {
  expect(names(text)).toBe(false)
})
