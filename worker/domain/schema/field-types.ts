import { FIELD_TYPES, type FieldType } from './kinds.ts'

const bit = (type: FieldType): number => 1 << FIELD_TYPES.indexOf(type)

const STRING = bit('string')
const NUMBER = bit('number')
const INTEGER = bit('integer')
const BOOLEAN = bit('boolean')
const OBJECT = bit('object')
const ARRAY = bit('array')
const NULL = bit('null')
const DATE_TIME = bit('date-time')

/** The type of a JSON value, as one bit of a set. A number without a fraction is an integer. */
export function typeBit(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return isDateTime(value) ? DATE_TIME : STRING
    case 'number':
      return Number.isInteger(value) ? INTEGER : NUMBER
    case 'boolean':
      return BOOLEAN
    default:
      if (value === null) return NULL
      return Array.isArray(value) ? ARRAY : OBJECT
  }
}

export const typesOf = (bits: number): FieldType[] =>
  FIELD_TYPES.filter((_, index) => (bits & (1 << index)) !== 0)

/** Four digits of the year to an offset: what comes before the first look costs nearly nothing. */
const isDateTime = (text: string): boolean =>
  text.length >= 16 &&
  text.length <= 35 &&
  text.charCodeAt(10) === 0x54 &&
  text.charCodeAt(4) === 0x2d &&
  DATE_TIME_PATTERN.test(text)

/** ISO 8601 with a time; seconds and offset may be missing, as libraries leave them out. */
const DATE_TIME_PATTERN =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?|:60)?(?:Z|[+-]\d{2}:?\d{2})?$/
