import * as v from 'valibot'
import type { DeliveryEvent } from '../destination.ts'
import { folderOf } from './object-name.ts'

/** Events that become one object. */
export interface FileGroup {
  folder: string
  hops: number
  /** Indexes in the attempt, in the order of the file. */
  indexes: number[]
}

const progressSchema = v.object({ object: v.string() })

/** What an attempt leaves for the next one; `done` says that nothing was achieved. */
export const progressOf = (object: string) => ({ done: {}, object })

/**
 * Which events go into which file: by folder, and what was sent as one file before goes as one file
 * again, so that it gets the same name and takes its own place.
 */
export function groupFiles(events: readonly DeliveryEvent[], folder: string): FileGroup[] {
  const groups = new Map<string, FileGroup>()
  for (const [index, event] of events.entries()) {
    const at = folderOf(folder, event)
    const key = JSON.stringify([at, event.hops, objectBefore(event)])
    const group = groups.get(key)
    if (group) group.indexes.push(index)
    else groups.set(key, { folder: at, hops: event.hops, indexes: [index] })
  }
  const compare = (a: number, b: number) => compareEvents(events[a], events[b])
  for (const { indexes } of groups.values()) indexes.sort(compare)
  return [...groups.values()]
}

function objectBefore({ progress }: DeliveryEvent): string | null {
  const parsed = v.safeParse(progressSchema, progress)
  return parsed.success ? parsed.output.object : null
}

/** The order in which events come changes from attempt to attempt; the file's must not. */
function compareEvents(a: DeliveryEvent | undefined, b: DeliveryEvent | undefined): number {
  if (!a || !b) return 0
  return (
    compareText(a.receivedAt, b.receivedAt) ||
    compareText(a.messageId, b.messageId) ||
    compareText(a.json, b.json)
  )
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
