import type { Item } from './backlog.ts'

/** First in, first out, with room at the front for what came back unused. */
class ItemQueue {
  private items: Item[] = []
  private head = 0

  push(item: Item): void {
    this.items.push(item)
  }

  unshift(item: Item): void {
    if (this.head > 0) this.items[--this.head] = item
    else this.items.unshift(item)
  }

  /** The next item that still waits here; others have been settled or given up meanwhile. */
  peek(): Item | undefined {
    while (this.head < this.items.length) {
      const item = this.items[this.head] as Item
      if (item.state === 'ready' && !item.block.generation.frozen) return item
      this.head++
    }
    this.items = []
    this.head = 0
    return undefined
  }

  /** All that wait here, in their order. */
  *[Symbol.iterator](): Generator<Item> {
    for (let i = this.head; i < this.items.length; i++) {
      const item = this.items[i] as Item
      if (item.state === 'ready' && !item.block.generation.frozen) yield item
    }
  }

  drop(): void {
    this.head++
    if (this.head > 1000 && this.head * 2 > this.items.length) {
      this.items = this.items.slice(this.head)
      this.head = 0
    }
  }
}

/** Which items may be handed out, and which will be when. Costs a logarithm an item, never a scan. */
export class Schedule {
  readonly fresh = new ItemQueue()
  private readonly retries = new ItemQueue()
  private readonly heap: { at: number; item: Item }[] = []
  /** Retries are taken in turn with fresh ones, so that neither starves the other. */
  private retryTurn = true

  addReady(item: Item): void {
    item.state = 'ready'
    if (item.attempts === 0) this.fresh.push(item)
    else this.retries.push(item)
  }

  /** Came back without having been tried: it does not lose its place. */
  putBack(item: Item): void {
    item.state = 'ready'
    if (item.attempts === 0) this.fresh.unshift(item)
    else this.retries.unshift(item)
  }

  addWaiting(item: Item): void {
    item.state = 'waiting'
    this.siftUp({ at: item.dueAt, item })
  }

  /** Makes items ready whose time has come. */
  wake(now: number): void {
    for (let top = this.heap[0]; top && top.at <= now; top = this.heap[0]) {
      this.popHeap()
      if (isWaiting(top)) this.addReady(top.item)
    }
  }

  nextDueAt(): number | null {
    for (let top = this.heap[0]; top; top = this.heap[0]) {
      if (isWaiting(top)) return top.at
      this.popHeap()
    }
    return null
  }

  get hasReady(): boolean {
    return this.fresh.peek() !== undefined || this.retries.peek() !== undefined
  }

  get hasRetry(): boolean {
    return this.retries.peek() !== undefined
  }

  peek(freshFirst: boolean): Item | undefined {
    const fresh = this.fresh.peek()
    const retry = this.retries.peek()
    if (freshFirst) return fresh ?? retry
    return this.retryTurn ? (retry ?? fresh) : (fresh ?? retry)
  }

  /** The next one that was, or was not, tried before, as that item was. */
  peekLike({ attempts }: Item): Item | undefined {
    return attempts === 0 ? this.fresh.peek() : this.retries.peek()
  }

  /** Removes the item that `peek` or `peekLike` showed. */
  take(item: Item): void {
    this.retryTurn = item.attempts === 0
    if (item.attempts === 0) this.fresh.drop()
    else this.retries.drop()
  }

  private siftUp(entry: { at: number; item: Item }): void {
    const heap = this.heap
    let i = heap.push(entry) - 1
    while (i > 0) {
      const parent = (i - 1) >> 1
      const above = heap[parent] as { at: number; item: Item }
      if (above.at <= entry.at) break
      heap[i] = above
      i = parent
    }
    heap[i] = entry
  }

  private popHeap(): void {
    const heap = this.heap
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= heap.length) break
      const right = heap[child + 1]
      if (right && right.at < (heap[child] as { at: number }).at) child++
      const below = heap[child] as { at: number; item: Item }
      if (below.at >= last.at) break
      heap[i] = below
      i = child
    }
    heap[i] = last
  }
}

const isWaiting = ({ at, item }: { at: number; item: Item }): boolean =>
  item.state === 'waiting' && item.dueAt === at && !item.block.generation.frozen
