/**
 * Repeats `look` until it answers something, for what happens on its own in another process.
 * @throws with `what` and the last look's words when it does not happen in time.
 */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  timeoutMs = 45_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs
  let last = ''
  do {
    try {
      const seen = await look()
      if (seen !== undefined) return seen
    } catch (error) {
      last = String(error)
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  } while (Date.now() < deadline)
  throw new Error(`did not happen in ${timeoutMs} ms: ${what}${last && ` (${last})`}`)
}
