import type { Destination } from '../destination.ts'
import { produce } from './send.ts'
import { type KafkaRestSettings, kafkaRestMetadata } from './settings.ts'

export const kafkaRest: Destination<KafkaRestSettings> = {
  metadata: kafkaRestMetadata,
  send: produce,
}
