import type { DestinationConfig } from '../domain/config/snapshot.ts'

/** What the app asks the delivery Worker about mappings: only that one has the definitions and the key. */

export interface MappingPreviewRequest {
  destination: DestinationConfig
  /** Key of the action. */
  action: string
  /** Field key -> literal or directive. */
  mapping: Record<string, unknown>
  /** The event as the pipeline would have handed it over, JSON. */
  event: { type: string; messageId: string; receivedAt: string; json: string }
}

export interface MappingPreviewResult {
  /** What the mapping made of the event; null when it made nothing. */
  payload: Record<string, unknown> | null
  problems: { field: string; message: string }[]
  /** What would be sent, without secrets. Nothing goes out. */
  requests: { method: string; url: string; headers: Record<string, string>; body: string }[]
}

export interface MappingCheckRequest {
  slug: string
  action: string
  mapping: Record<string, unknown>
}

export interface DynamicFieldRequest {
  destination: DestinationConfig
  action: string
  /** `list_id`, `object.child`, `items.[0].child`. */
  path: string
  /** Values of the mapping's fields so far. */
  payload: Record<string, unknown>
  page: string | null
}

export interface DynamicFieldResult {
  choices: { value: string; label: string; description?: string }[]
  nextPage: string | null
  error: string | null
}

export interface CredentialsTestResult {
  /** Null when the destination cannot tell. */
  ok: boolean | null
  message: string
}

export interface MappingServiceRpc {
  previewMapping(request: MappingPreviewRequest): Promise<MappingPreviewResult>
  /** Faults in a mapping's shape: unknown action or directive, a reserved key used wrongly. */
  checkMapping(request: MappingCheckRequest): Promise<{ field: string; message: string }[]>
  dynamicField(request: DynamicFieldRequest): Promise<DynamicFieldResult>
  testCredentials(destination: DestinationConfig): Promise<CredentialsTestResult>
}
