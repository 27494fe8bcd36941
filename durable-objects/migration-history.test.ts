import { describe, expect, it } from 'vitest'
import { createObjectStorage } from '../test/fakes/delivery-outbox.ts'
import { DeliveryStore } from './delivery-log/store.ts'
import { LogStore } from './ingest-log/store.ts'
import { IndexStore } from './message-index/index-store.ts'
import { MIGRATIONS } from './source-monitor/migrations.ts'
import { migrate } from './sqlite-migrations.ts'

/** Steps that objects have come through already. Lines are added here, never changed. */
const HISTORY = {
  DeliveryLog: [
    '0001-delivery-log 8041b3acea59a03d',
    '0002-tests 227ed823b156ab68',
    '0003-receipts 13434d760420c61c',
    '0004-metrics 686bf13526656e8e',
    '0005-oauth 01dc9296bc6a7de1',
  ],
  IngestLog: [
    '0001-log a3eba7af393afb66',
    '0002-archived-by-segment debf226f694d252f',
    '0003-schema-pending d8267e3b245211ae',
  ],
  MessageIndex: ['tables 72b991debb7f1eee'],
  SourceMonitor: [
    '0001-totals 9ca3e40e5b274993',
    '0002-schema 37317948010ed539',
    '0003-violations 745d6cfcf8c02e31',
  ],
}

const open = {
  DeliveryLog: (storage: DurableObjectStorage) => new DeliveryStore(storage),
  IngestLog: (storage: DurableObjectStorage) => new LogStore(storage),
  MessageIndex: (storage: DurableObjectStorage) => new IndexStore(storage.sql),
  SourceMonitor: (storage: DurableObjectStorage) => migrate(storage.sql, MIGRATIONS),
}

describe('the tables of objects that are out there', () => {
  it.each(['DeliveryLog', 'IngestLog', 'MessageIndex', 'SourceMonitor'] as const)('%s', (name) => {
    const { fake, storage } = createObjectStorage()
    open[name](storage as unknown as DurableObjectStorage)
    const steps = fake
      .exec<{ name: string; checksum: string }>('SELECT name, checksum FROM migrations ORDER BY id')
      .toArray()
    expect(steps.map((step) => `${step.name} ${step.checksum}`)).toEqual(HISTORY[name])
  })
})
