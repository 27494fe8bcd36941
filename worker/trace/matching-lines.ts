/**
 * The lines of a text that hold some words, as the text comes in: of an object of many megabytes only a
 * piece is in memory at a time. Stop early by leaving the loop; the rest is then not read.
 */
export async function* matchingLines(
  text: ReadableStream<string>,
  words: string,
): AsyncGenerator<string> {
  let rest = ''
  const reader = text.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      const piece = rest + value
      const end = piece.lastIndexOf('\n')
      if (end >= 0) yield* linesWith(piece.slice(0, end), words)
      rest = piece.slice(end + 1)
    }
    yield* linesWith(rest, words)
  } finally {
    await reader.cancel().catch(() => {})
  }
}

function* linesWith(text: string, words: string): Generator<string> {
  for (let at = text.indexOf(words); at >= 0; ) {
    const from = text.lastIndexOf('\n', at) + 1
    const newline = text.indexOf('\n', at)
    const to = newline < 0 ? text.length : newline
    yield text.slice(from, to)
    at = newline < 0 ? -1 : text.indexOf(words, newline)
  }
}
