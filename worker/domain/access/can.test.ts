import { describe, expect, it } from 'vitest'
import { can, type Grant, type Principal } from './can.ts'

const holderOf = (...grants: Grant[]): Principal => ({
  kind: 'token',
  id: 'tok_1',
  workspaceId: 'wsp_1',
  grants,
})

describe('can', () => {
  it('lets an owner do everything', () => {
    expect(can(holderOf('owner'), 'write', 'destination')).toBe(true)
    expect(can(holderOf('owner'), 'read', 'audit')).toBe(true)
  })

  it('denies what is not granted', () => {
    expect(can(holderOf(), 'read', 'source')).toBe(false)
    expect(can(holderOf('source:read'), 'write', 'source')).toBe(false)
    expect(can(holderOf('source:write'), 'read', 'destination')).toBe(false)
  })

  it('lets a writer read', () => {
    expect(can(holderOf('source:write'), 'read', 'source')).toBe(true)
  })

  it('opens the catalog to any caller, for reading only', () => {
    expect(can(holderOf(), 'read', 'catalog')).toBe(true)
    expect(can(holderOf(), 'write', 'catalog')).toBe(false)
  })
})
