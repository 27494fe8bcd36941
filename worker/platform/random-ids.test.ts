import { describe, expect, it } from 'vitest'
import { newId, newWriteKey } from './random-ids.ts'

describe('random ids', () => {
  it('are letters and digits behind their prefix', () => {
    expect(newId('src')).toMatch(/^src_[A-Za-z0-9]{22}$/)
    expect(newWriteKey()).toMatch(/^[A-Za-z0-9]{32}$/)
  })

  it('use every letter and digit', () => {
    const seen = new Set(Array.from({ length: 200 }, newWriteKey).join(''))
    expect(seen.size).toBe(62)
  })
})
