/** (c) Operations at five single events a second. */
import { measureOperations } from './operations.ts'

await measureOperations({
  name: '5',
  requestsPerS: 5,
  eventsPerRequest: 1,
  budget: { perMonth: 25 },
})
