import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchingLines } from './matching-lines.ts'

function streamOf(pieces: readonly string[], onCancel = () => {}): ReadableStream<string> {
  const left = [...pieces]
  return new ReadableStream({
    pull(controller) {
      const piece = left.shift()
      if (piece === undefined) controller.close()
      else controller.enqueue(piece)
    },
    cancel: onCancel,
  })
}

async function all(lines: AsyncGenerator<string>): Promise<string[]> {
  const found: string[] = []
  for await (const line of lines) found.push(line)
  return found
}

describe('lines with some words', () => {
  it('are found wherever the pieces of the text are cut', async () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'b', 'x', '"'), maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(
        fc.array(line),
        fc.array(fc.nat(60)),
        fc.boolean(),
        async (lines, cuts, end) => {
          const text = lines.join('\n') + (end ? '\n' : '')
          const places = [0, ...cuts.filter((at) => at < text.length).sort((a, b) => a - b)]
          const pieces = places.map((at, index) => text.slice(at, places[index + 1]))
          expect(await all(matchingLines(streamOf(pieces), 'ab'))).toEqual(
            lines.filter((one) => one.includes('ab')),
          )
        },
      ),
    )
  })

  it('are read no further than is asked for', async () => {
    let cancelled = false
    const stream = streamOf(['one\n', 'two\n', 'one more\n'], () => {
      cancelled = true
    })
    for await (const line of matchingLines(stream, 'one')) {
      expect(line).toBe('one')
      break
    }
    expect(cancelled).toBe(true)
  })
})
