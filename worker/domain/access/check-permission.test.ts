import { describe, expect, it } from 'vitest'
import { checkPermission, mergePermissions } from './check-permission.ts'
import { forWorkspace, type Permission } from './permission.ts'

const known = {
  workspaceId: 'wsp_1',
  ids: { SOURCE: new Set(['src_1', 'src_2']) },
  labels: [{ key: 'env', value: 'prod' }],
}

describe('a requested permission', () => {
  it('is for the workspace when it names nothing', () => {
    expect(checkPermission({ roleId: 'source-admin' }, known)).toEqual({
      ok: true,
      value: forWorkspace('source-admin', 'wsp_1'),
    })
  })

  it('keeps each resource and label once, wherever the label was written', () => {
    const source = { id: 'src_1', type: 'SOURCE' as const }
    const listed = checkPermission({ roleId: 'source-admin', resources: [source, source] }, known)
    expect(listed).toMatchObject({ value: { resources: [source], labels: [] } })
    const labels = [{ key: 'ENV', value: 'prod' }]
    const resources = [{ id: 'wsp_1', type: 'WORKSPACE' as const, labels }]
    const labelled = checkPermission({ roleId: 'source-admin', resources, labels }, known)
    expect(labelled).toMatchObject({ value: { labels } })
  })

  it.each([
    [
      'resources of two types',
      [
        { id: 'src_1', type: 'SOURCE' },
        { id: 'wsp_1', type: 'WORKSPACE' },
      ],
    ],
    ['a type that the role does not know', [{ id: 'wh_1', type: 'WAREHOUSE' }]],
    ['a source that is not there', [{ id: 'src_9', type: 'SOURCE' }]],
    ['another workspace', [{ id: 'wsp_2', type: 'WORKSPACE' }]],
  ] as const)('is refused for %s', (_, resources) => {
    const checked = checkPermission({ roleId: 'source-admin', resources }, known)
    expect(checked).toMatchObject({ ok: false, error: { field: 'resources' } })
  })

  it('takes labels where they can mean something only', () => {
    const labels = [{ key: 'env', value: 'prod' }]
    const resources = [{ id: 'src_1', type: 'SOURCE' as const }]
    for (const input of [
      { roleId: 'source-admin' as const, resources, labels },
      { roleId: 'workspace-owner' as const, labels },
      { roleId: 'source-admin' as const, labels: [{ key: 'env', value: 'none' }] },
    ]) {
      expect(checkPermission(input, known)).toMatchObject({ ok: false, error: { field: 'labels' } })
    }
  })
})

describe('permissions that are added up', () => {
  const listed = (...ids: string[]): Permission => ({
    roleId: 'source-admin',
    resources: ids.map((id) => ({ id, type: 'SOURCE' })),
    labels: [],
  })

  it('become one where they differ in the list only', () => {
    expect(mergePermissions([listed('src_1'), listed('src_1', 'src_2')])).toEqual([
      listed('src_1', 'src_2'),
    ])
  })

  it('stay apart where joining them would give more or less', () => {
    const all = forWorkspace('source-admin', 'wsp_1')
    const labelled = { ...all, labels: [{ key: 'env', value: 'prod' }] }
    const other = { ...all, labels: [{ key: 'env', value: 'dev' }] }
    const permissions = [all, labelled, other, listed('src_1')]
    expect(mergePermissions([...permissions, ...permissions])).toEqual(permissions)
  })
})
