import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Service, startService } from '../harness/service.ts'

let service: Service
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service?.stop())

it('serves the three Workers on one port', async () => {
  const response = await fetch(`${service.origin}/v1/nothing-here`)
  await response.body?.cancel()
  expect(response.status).toBe(404)
})

it('comes back on the same state after kill -9', async () => {
  await service.sql('CREATE TABLE IF NOT EXISTS survivors (name TEXT)')
  await service.sql("INSERT INTO survivors VALUES ('ada')")
  await service.kill9()
  await expect(fetch(service.origin)).rejects.toThrow()
  await service.restart()
  expect(await service.sql('SELECT name FROM survivors')).toEqual([{ name: 'ada' }])
  expect(await service.archiveKeys()).toEqual([])
})
