import type { RuntimeOptions } from './workers.ts'

/** What the test process and the process that holds the runtime say to each other, over Node's IPC. */

export interface ServeOptions extends RuntimeOptions {
  apiToken: string
}

export type Command =
  | { call: 'sql'; query: string; params: unknown[] }
  | { call: 'archiveKeys'; prefix: string }
  | { call: 'archiveObject'; key: string }
  | { call: 'scheduled'; cron: string }
  | { call: 'stop' }

export interface ArchiveObject {
  /** The lines, decompressed. */
  text: string
  metadata: Record<string, string>
}

export type ParentMessage =
  | { kind: 'start'; options: ServeOptions }
  | { kind: 'command'; id: number; command: Command }

export type ChildMessage =
  | { kind: 'started' }
  | { kind: 'failed'; message: string }
  | { kind: 'answer'; id: number; value: unknown }
  | { kind: 'error'; id: number; message: string }
