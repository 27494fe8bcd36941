/** Types of toolchain.mjs, which is plain JavaScript because its first run is on the machine's own Node. */
import type { SpawnOptions } from 'node:child_process'

export const ROOT: string
export const NODE: string
export function toolEnv(extra?: Record<string, string>): Record<string, string>
export function ensureInstalled(): void
export function isInstalled(root?: string): boolean
export function continueInOurNode(scriptPath: string): Promise<void>
export function run(command: string, args: string[], options?: SpawnOptions): Promise<void>
export function hashOf(paths: string[], ...extra: string[]): string
export function unlessUnchanged(
  inputs: { stamp: string; hash: string; outputs?: string[] },
  work: () => Promise<void>,
): Promise<boolean>
