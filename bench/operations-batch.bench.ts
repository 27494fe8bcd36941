/** (c) Operations of batches of 100, four a second. */
import { measureOperations } from './operations.ts'

await measureOperations({
  name: 'batch',
  requestsPerS: 4,
  eventsPerRequest: 100,
  budget: { perMillion: 0.35 },
})
