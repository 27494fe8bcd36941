/** A window of a list, and how long the whole list is. */
export interface Page {
  offset: number
  count: number
}

export interface PageOf<T> {
  items: T[]
  total: number
}
