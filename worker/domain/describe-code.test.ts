import { expect, it } from 'vitest'
import { describeCode } from './describe-code.ts'
import { INGEST_CODES } from './event/failure.ts'
import { DELIVERY_OUTCOMES, EVENT_OUTCOMES } from './outcome.ts'

it('has words for every reason of a refusal', () => {
  for (const [code, words] of Object.entries(INGEST_CODES)) {
    expect(describeCode('failed on ingest', code)).toBe(words)
  }
})

it.each([
  ['duplicate', 'duplicate_message_id', 'the same messageId'],
  ['filtered at source', 'event_setting', 'schema'],
  ['dead-lettered', 'pipeline_error', 'set aside'],
  ['filtered at destination', 'UNSUPPORTED_EVENT_TYPE', 'type'],
  ['failed delivery', 'backlog_full', 'backlog'],
  ['awaiting retry', '503', 'status 503'],
  ['retry', 'ECONNREFUSED', 'refused'],
])('explains %s, %s', (outcome, code, part) => {
  expect(describeCode(outcome, code)).toContain(part)
})

it('keeps a code that it does not know readable, and is not fooled by names that every object has', () => {
  expect(describeCode('filtered at source', 'from_the_future')).toBe(
    'it was blocked at the source (from_the_future)',
  )
  expect(describeCode('passed', 'constructor')).toBe('constructor')
  expect(describeCode('toString', '')).toBe('')
})

it('says something about every outcome that needs a reason, and nothing about what went well', () => {
  const well = ['passed', 'pending', 'delivered']
  for (const outcome of [...EVENT_OUTCOMES, ...DELIVERY_OUTCOMES]) {
    const words = describeCode(outcome, '')
    if (well.includes(outcome)) expect(words).toBe('')
    else expect(words, outcome).not.toBe('')
  }
})
