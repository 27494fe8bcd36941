/** (c) Operations at 400 single events a second. */
import { measureOperations } from './operations.ts'

await measureOperations({
  name: '400',
  requestsPerS: 400,
  eventsPerRequest: 1,
  budget: { perMillion: 0.65 },
})
