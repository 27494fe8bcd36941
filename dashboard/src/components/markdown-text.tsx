import { type MarkdownPiece, markdownPieces } from './markdown-pieces.ts'

/** A description of the catalog: words with links, codes and bold. */
export function MarkdownText({ text }: { text: string }) {
  let place = 0
  return markdownPieces(text).map((piece) => {
    const key = place
    place += piece.text.length + 1
    return <Piece key={key} piece={piece} />
  })
}

function Piece({ piece }: { piece: MarkdownPiece }) {
  switch (piece.kind) {
    case 'link':
      return (
        <a
          href={piece.href}
          target="_blank"
          rel="noreferrer noopener"
          className="rounded-sm font-medium text-foreground underline underline-offset-2 wrap-anywhere"
        >
          {piece.text}
          <span className="sr-only"> (opens in a new tab)</span>
        </a>
      )
    case 'code':
      return <code className="font-mono text-[0.9em] wrap-anywhere">{piece.text}</code>
    case 'strong':
      return <strong className="font-semibold">{piece.text}</strong>
    default:
      return piece.text
  }
}
