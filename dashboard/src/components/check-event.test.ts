import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkEvent } from './check-event.ts'
import { SAMPLE_TYPES, sampleText } from './sample-events.ts'

const problemOf = (text: string) => checkEvent(text).problem

describe('an event that was written by hand', () => {
  it.each(SAMPLE_TYPES)('may be the sample of %s', (type) => {
    expect(checkEvent(sampleText(type))).toMatchObject({ event: { type }, problem: null })
  })

  it.each([
    ['', 1, 'Write an event'],
    ['{\n  "type": "track"\n  "event": "A"\n}', 2, 'A comma is missing'],
    ['{\n  "type": "track",\n}', 3, 'one too many'],
    ['{\n  type: "track"\n}', 2, 'not a JSON word'],
    ["{\n  'type': 1\n}", 2, 'not a JSON word'],
    ['{\n  "type" "track"\n}', 2, 'A colon is missing'],
    ['{\n  "type": "track', 2, 'closing double quote'],
    ['{\n  "type": "track"\n', 3, 'A closing } is missing'],
    ['{\n  "a": [1, 2\n}', 2, 'is not closed'],
    ['{} {}', 1, 'Nothing may follow'],
    ['{\n  // why\n}', 2, 'no comments'],
    ['{ "a": True }', 1, 'not a JSON word'],
    ['[1]', 1, 'one JSON object'],
    ['"track"', 1, 'one JSON object'],
  ])('%j is wrong in line %i: %s', (text, line, words) => {
    expect(checkEvent(text).event).toBeNull()
    expect(problemOf(text)).toMatchObject({ line, isWarning: false })
    expect(problemOf(text)?.text).toContain(words)
  })

  it('needs a type', () => {
    expect(problemOf('{\n  "event": "A"\n}')).toMatchObject({ line: 1, isWarning: false })
    expect(problemOf('{\n  "event": "A",\n  "type": "order"\n}')).toMatchObject({ line: 3 })
  })

  it('that a source would refuse is warned of, where it is wrong, and can be sent', () => {
    const text = '{\n  "type": "track",\n  "userId": "u",\n  "event": 7\n}'
    expect(checkEvent(text)).toMatchObject({
      event: { type: 'track' },
      problem: { line: 4, isWarning: true },
    })
    expect(problemOf('{"type": "page"}')?.text).toContain('no_user_anon_id')
  })

  it('is never taken for good when it is not JSON, and always has a line of its own', () => {
    const piece = fc.constantFrom('{', '}', '[', ']', '"', ':', ',', 'a', '1', '\n', ' ', '\\', 'é')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = `{"type":"track",${pieces.join('')}`
        const checked = checkEvent(text)
        if (checked.event !== null) expect(JSON.parse(text)).toEqual(checked.event)
        else {
          const { line } = checked.problem
          expect(line).toBeGreaterThan(0)
          expect(line).toBeLessThanOrEqual(text.split('\n').length)
        }
      }),
    )
  })
})
