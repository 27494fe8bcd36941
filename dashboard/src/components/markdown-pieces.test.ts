import fc from 'fast-check'
import { expect, it } from 'vitest'
import { markdownPieces } from './markdown-pieces.ts'

it.each([
  ['plain words', [{ kind: 'text', text: 'plain words' }]],
  [
    'See [the docs](https://example.com/a_(b)?x=1) first.',
    [
      { kind: 'text', text: 'See ' },
      { kind: 'link', text: 'the docs', href: 'https://example.com/a_(b)?x=1' },
      { kind: 'text', text: ' first.' },
    ],
  ],
  [
    'Use `api_key`, **never** the secret.',
    [
      { kind: 'text', text: 'Use ' },
      { kind: 'code', text: 'api_key' },
      { kind: 'text', text: ', ' },
      { kind: 'strong', text: 'never' },
      { kind: 'text', text: ' the secret.' },
    ],
  ],
  [
    'Learn more: https://example.com/x.',
    [
      { kind: 'text', text: 'Learn more: ' },
      { kind: 'link', text: 'https://example.com/x', href: 'https://example.com/x' },
      { kind: 'text', text: '.' },
    ],
  ],
  ['[x](javascript:alert(1))', [{ kind: 'text', text: 'x' }]],
  ['[x](data:text/html,hi)', [{ kind: 'text', text: 'x' }]],
  ['[x](/relative)', [{ kind: 'text', text: 'x' }]],
  ['<b>bold</b>', [{ kind: 'text', text: '<b>bold</b>' }]],
])('%s', (source, pieces) => {
  expect(markdownPieces(source)).toEqual(pieces)
})

it('never links anywhere but to web and mail addresses', () => {
  const part = fc.constantFrom('[', ']', '(', ')', 'javascript:', 'https://x', '`', '**', 'a', ' ')
  fc.assert(
    fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
      for (const piece of markdownPieces(parts.join(''))) {
        if (piece.kind === 'link') expect(piece.href).toMatch(/^(https?:|mailto:)/)
      }
    }),
  )
})
