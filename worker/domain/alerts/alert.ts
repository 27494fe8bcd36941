import type { SealedSettings } from '../config/snapshot.ts'

/** Where an alert is sent to. URLs carry tokens, so they are sealed for the delivery Worker. */
export type AlertChannel =
  | { id: string; type: 'email'; to: string[] }
  | { id: string; type: 'webhook' | 'slack'; host: string; sealed: SealedSettings }

/** How one channel took a message; an empty error: it was taken. */
export interface NotifiedChannel {
  type: string
  to: string
  error: string
}
