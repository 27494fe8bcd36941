import { env, exports } from 'cloudflare:workers'
import { expect, it } from 'vitest'

it('runs the edge Worker in the real runtime with its bindings', async () => {
  const response = await exports.default.fetch('http://headwater.test/nothing-here')
  await response.body?.cancel()
  expect(response.status).toBe(404)
  expect(env.DB).toBeDefined()
})
