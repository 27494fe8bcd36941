/** Notes of one generation: pieces by source. */
export type GenerationNotes = ReadonlyMap<string, string[]>

/**
 * Notes of generations that will not change any more, so that they are read from their rows once, however
 * often they are asked for. Those used longest ago make room for others.
 */
export class NotesCache {
  private readonly held = new Map<number, { notes: GenerationNotes; chars: number }>()
  private readonly maxChars: number
  private chars = 0

  constructor(maxChars: number) {
    this.maxChars = maxChars
  }

  get(generation: number): GenerationNotes | undefined {
    const found = this.held.get(generation)
    if (!found) return undefined
    this.held.delete(generation)
    this.held.set(generation, found)
    return found.notes
  }

  add(generation: number, notes: GenerationNotes): void {
    this.delete(generation)
    let chars = 0
    for (const pieces of notes.values()) for (const piece of pieces) chars += piece.length
    if (chars > this.maxChars) return
    this.held.set(generation, { notes, chars })
    this.chars += chars
    for (const oldest of this.held.keys()) {
      if (this.chars <= this.maxChars) return
      this.delete(oldest)
    }
  }

  delete(generation: number): void {
    this.chars -= this.held.get(generation)?.chars ?? 0
    this.held.delete(generation)
  }
}
