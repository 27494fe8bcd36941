import { describe, expect, it } from 'vitest'
import { createPartCache } from './part-cache.ts'

describe('a part cache', () => {
  it('forgets what was used longest ago', () => {
    const cache = createPartCache<string>(10)
    cache.set('a', 'A', 4)
    cache.set('b', 'B', 4)
    cache.get('a')
    cache.set('c', 'C', 4)
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual(['A', undefined, 'C'])
  })

  it('keeps one entry however big, and counts a replaced one once', () => {
    const cache = createPartCache<string>(10)
    cache.set('a', 'A', 8)
    cache.set('a', 'A2', 8)
    cache.set('b', 'B', 2)
    expect(cache.get('a')).toBe('A2')
    cache.set('c', 'C', 100)
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([undefined, undefined, 'C'])
  })
})
