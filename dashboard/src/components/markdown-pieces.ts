/** A piece of a description. */
export type MarkdownPiece =
  | { kind: 'text' | 'code' | 'strong'; text: string }
  | { kind: 'link'; text: string; href: string }

/** `[words](https://...)`, a code in backquotes, bold in two asterisks, an address by itself. */
const PIECE =
  /\[(?<label>[^\][\n]{1,300})\]\((?<target>[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)|`(?<code>[^`\n]+)`|\*\*(?<strong>[^*\n]+)\*\*|<?(?<bare>https?:\/\/[^\s<>"'`)\]]+[^\s<>"'`)\].,;:!?])>?/g

/**
 * The little of Markdown that descriptions of the catalog use, as pieces to be drawn. Nothing in it becomes markup,
 * and only web and mail addresses become links.
 */
export function markdownPieces(source: string): MarkdownPiece[] {
  const pieces: MarkdownPiece[] = []
  let end = 0
  for (const found of source.matchAll(PIECE)) {
    if (found.index > end) pieces.push({ kind: 'text', text: source.slice(end, found.index) })
    pieces.push(pieceOf(found))
    end = found.index + found[0].length
  }
  if (end < source.length) pieces.push({ kind: 'text', text: source.slice(end) })
  return pieces
}

function pieceOf(found: RegExpExecArray): MarkdownPiece {
  const { label, target = '', code, strong, bare } = found.groups ?? {}
  if (code !== undefined) return { kind: 'code', text: code }
  if (strong !== undefined) return { kind: 'strong', text: strong }
  const href = safeAddress(bare ?? target)
  const text = label?.replace(/[`*]/g, '') ?? bare ?? ''
  return href === null ? { kind: 'text', text } : { kind: 'link', text, href }
}

function safeAddress(text: string): string | null {
  const url = URL.parse(text)
  return url !== null && ['https:', 'http:', 'mailto:'].includes(url.protocol) ? url.href : null
}
