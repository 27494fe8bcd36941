import { describe, expect, it } from 'vitest'
import { isMixed } from './field-types.tsx'

describe('types of a field', () => {
  it.each([
    [[], false],
    [['string', 'null'], false],
    [['number', 'integer'], false],
    [['string', 'date-time'], false],
    [['string', 'number'], true],
    [['object', 'array'], true],
  ] as const)('%j mixed: %s', (types, mixed) => {
    expect(isMixed(types)).toBe(mixed)
  })
})
