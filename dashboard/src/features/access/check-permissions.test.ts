import { describe, expect, it } from 'vitest'
import { missingIn } from './check-permissions.ts'

describe('missingIn', () => {
  it('lets pass what is given for all, for listed sources or for labels', () => {
    expect(missingIn([])).toBeUndefined()
    expect(missingIn([{ roleId: 'source-admin' }])).toBeUndefined()
    expect(
      missingIn([{ roleId: 'source-admin', resources: [{ id: 's', type: 'SOURCE' }] }]),
    ).toBeUndefined()
    expect(
      missingIn([{ roleId: 'source-admin', labels: [{ key: 'env', value: 'prod' }] }]),
    ).toBeUndefined()
  })

  it('asks for a source and for a label where none is chosen yet', () => {
    expect(missingIn([{ roleId: 'source-admin', resources: [] }])).toContain('source')
    expect(missingIn([{ roleId: 'source-admin', labels: [] }])).toContain('label')
  })
})
