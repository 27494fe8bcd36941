import type { FunctionName } from './ast.ts'
import type { Spend } from './evaluate.ts'

/** All but `match`. What a function cannot be asked of is null, or false for those that answer yes or no. */
export function callFunction(
  name: Exclude<FunctionName, 'match'>,
  [value, other]: readonly unknown[],
  spend: Spend,
): unknown {
  if (typeof value === 'string') spend(value.length)
  switch (name) {
    case 'contains':
      return typeof value === 'string' && typeof other === 'string' && value.includes(other)
    case 'length':
      return lengthOf(value)
    case 'lowercase':
      return onText(value, (text) => text.toLowerCase())
    case 'uppercase':
      return onText(value, (text) => text.toUpperCase())
    case 'snakecase':
      return onText(value, (text) => text.replaceAll(' ', '_'))
    case 'kebabcase':
      return onText(value, (text) => text.replaceAll(' ', '-'))
    case 'titlecase':
      return onText(value, (text) => text.replace(/(^|\s)\S/gu, (start) => start.toUpperCase()))
    case 'typeof':
      return typeOf(value)
    case 'bool':
      return !(value === '' || value === 0 || value === false || value === null || isEmpty(value))
    case 'string':
      return toText(value, spend)
    case 'number':
      return toNumber(value)
  }
}

const onText = (value: unknown, change: (text: string) => string): string | null =>
  typeof value === 'string' ? change(value) : null

const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0

/** Of a text in UTF-8 bytes. */
function lengthOf(value: unknown): number | null {
  if (value === null) return 0
  if (Array.isArray(value)) return value.length
  return typeof value === 'string' ? new TextEncoder().encode(value).length : null
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'list'
  return typeof value === 'boolean' ? 'bool' : typeof value
}

function toText(value: unknown, spend: Spend): string | null {
  if (value === null) return null
  if (typeof value !== 'object') return String(value)
  const text = JSON.stringify(value)
  spend(text.length)
  return text
}

function toNumber(value: unknown): number | null {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || !/^\s*[+-]?\d+(\.\d+)?([eE][+-]?\d+)?\s*$/.test(value)) {
    return null
  }
  const parsed = Number(value)
  return Number.isFinite(parsed) ? parsed : null
}
