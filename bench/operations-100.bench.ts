/** (c) Operations at 100 single events a second. */
import { measureOperations } from './operations.ts'

await measureOperations({
  name: '100',
  requestsPerS: 100,
  eventsPerRequest: 1,
  budget: { perMillion: 1 },
})
