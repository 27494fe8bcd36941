/** Least recently used first out, bounded by bytes; the newest entry always fits. */
export function createPartCache<T>(maxBytes: number) {
  const entries = new Map<string, { value: T; bytes: number }>()
  let total = 0

  return {
    get(id: string): T | undefined {
      const entry = entries.get(id)
      if (entry === undefined) return undefined
      entries.delete(id)
      entries.set(id, entry)
      return entry.value
    },

    set(id: string, value: T, bytes: number): void {
      total += bytes - (entries.get(id)?.bytes ?? 0)
      entries.delete(id)
      entries.set(id, { value, bytes })
      for (const [oldest, entry] of entries) {
        if (total <= maxBytes || entries.size === 1) break
        entries.delete(oldest)
        total -= entry.bytes
      }
    },
  }
}
