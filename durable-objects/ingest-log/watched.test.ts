import { expect, it } from 'vitest'
import { Watched } from './watched.ts'

const filters = [{ userId: 'u1' }]

it('knows which sources are watched, until the time that was asked for', () => {
  const watched = new Watched()
  watched.set({ sourceId: 'src_a', until: 1000, filters }, 0)
  expect(watched.among(['src_a', 'src_a', 'src_b'], 500)).toEqual([{ sourceId: 'src_a', filters }])
  expect(watched.any(999)).toBe(true)
  expect(watched.any(1000)).toBe(false)
  expect(watched.among(['src_a'], 500)).toEqual([])
})

it('takes back a watch that is ended, and replaces one that is renewed', () => {
  const watched = new Watched()
  watched.set({ sourceId: 'src_a', until: 1000, filters }, 0)
  watched.set({ sourceId: 'src_a', until: 2000, filters: [] }, 500)
  expect(watched.among(['src_a'], 1500)).toEqual([{ sourceId: 'src_a', filters: [] }])
  watched.set({ sourceId: 'src_a', until: 0, filters: [] }, 1500)
  expect(watched.any(1500)).toBe(false)
})

it('believes no monitor that asks to watch for ever', () => {
  const watched = new Watched()
  watched.set({ sourceId: 'src_a', until: Number.MAX_SAFE_INTEGER, filters }, 0)
  expect(watched.any(10 * 60_000)).toBe(false)
})
