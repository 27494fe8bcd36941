import { describe, expect, it } from 'vitest'
import type { NamingHint } from '../../api/schema.ts'
import { type NamedItem, namingReport } from './naming-groups.ts'

const item = (name: string, allowed: number, ...hints: NamingHint[]): NamedItem => ({
  name,
  allowed,
  blocked: 0,
  lastSeen: '',
  off: false,
  hints,
})
const like = (suggestion: string): NamingHint => ({
  problem: 'near_duplicate',
  message: '',
  suggestion,
})
const dynamic: NamingHint = { problem: 'dynamic_name', message: '', suggestion: '' }

describe('the report on names', () => {
  it('makes one group of names that are linked by any chain, the most used first', () => {
    const { duplicates } = namingReport([
      item('order_completed', 3, like('Order Completed')),
      item('Order Completed', 90),
      item('orderCompleted', 5, like('order_completed')),
      item('Cart Viewed', 1_000),
    ])
    expect(duplicates.map((group) => group.map(({ name }) => name))).toEqual([
      ['Order Completed', 'orderCompleted', 'order_completed'],
    ])
  })

  it('does not make groups with names that are not listed, and ends when names point at each other', () => {
    const { duplicates, total } = namingReport([
      item('a', 1, like('b')),
      item('b', 2, like('a')),
      item('c', 1, like('gone')),
    ])
    expect(duplicates.map((group) => group.map(({ name }) => name))).toEqual([['b', 'a']])
    expect(total).toBe(3)
  })

  it('lists a name under each convention that it breaks, the most used first', () => {
    const report = namingReport([
      item('user 1', 1, dynamic),
      item('user 2', 7, dynamic, { problem: 'not_object_action', message: '', suggestion: '' }),
    ])
    expect(report.broken.dynamic_name.map(({ item: { name } }) => name)).toEqual([
      'user 2',
      'user 1',
    ])
    expect(report.broken.not_object_action).toHaveLength(1)
    expect(report.total).toBe(2)
  })

  it('is quick with four thousand names in one chain', () => {
    const items = Array.from({ length: 4_000 }, (_, n) => item(`n${n}`, n, like(`n${n + 1}`)))
    expect(namingReport(items).duplicates[0]).toHaveLength(4_000)
  })
})
