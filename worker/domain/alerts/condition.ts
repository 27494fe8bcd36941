/** What an alert looks at, as the API takes it (`api/contract/alerts.ts`). */
export type AlertCondition =
  | {
      kind: 'delivery_success_rate'
      destinationId: string
      mappingId?: string | undefined
      thresholdPercent: number
      windowMinutes: number
    }
  | { kind: 'source_volume'; sourceId: string; changePercent: number }
  | { kind: 'no_events'; sourceId: string; minutes: number }
