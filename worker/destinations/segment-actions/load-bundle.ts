import type { UpstreamBundle } from './upstream.ts'

/** The prebuilt catalog. Only the delivery Worker gets here: it is most of that Worker's code. */
export async function loadBundle(): Promise<UpstreamBundle> {
  // Its declarations say more than we use, and less than its classes do.
  return (await import('./definitions.gen.js')) as unknown as UpstreamBundle
}
