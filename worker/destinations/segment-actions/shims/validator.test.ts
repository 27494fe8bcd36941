import { describe, expect, it } from 'vitest'
import Validator from './validator.ts'

const compile = (schema: Record<string, unknown>) =>
  new Validator().addFormat('email', /@/).compile(schema)

describe('the validator', () => {
  it('makes values fit and writes them into what holds them', () => {
    const value = { text: 7, flag: 'true', list: 'one', amount: '2.5', nothing: '' }
    const validate = compile({
      type: 'object',
      properties: {
        text: { type: 'string' },
        flag: { type: 'boolean' },
        list: { type: 'array', items: { type: 'string' } },
        amount: { type: 'number' },
        nothing: { type: ['number', 'null'] },
      },
    })
    expect(validate(value)).toBe(true)
    expect(value).toEqual({ text: '7', flag: true, list: ['one'], amount: 2.5, nothing: null })
  })

  it('takes a list of one item for the item', () => {
    const value = { text: ['one'] }
    expect(compile({ properties: { text: { type: 'string' } } })(value)).toBe(true)
    expect(value).toEqual({ text: 'one' })
  })

  it('removes what the schema does not name, without a word', () => {
    const value = { known: 1, unknown: 2 }
    expect(compile({ additionalProperties: false, properties: { known: {} } })(value)).toBe(true)
    expect(value).toEqual({ known: 1 })
  })

  it('says all that is wrong, and where', () => {
    const validate = compile({
      type: 'object',
      required: ['id'],
      properties: { mail: { type: 'string', format: 'email' }, 'a/b': { enum: [1] } },
    })
    expect(validate({ mail: 'nobody', 'a/b': 2 })).toBe(false)
    expect(validate.errors?.map(({ instancePath, keyword }) => [instancePath, keyword])).toEqual([
      ['', 'required'],
      ['/mail', 'format'],
      ['/a~1b', 'enum'],
    ])
  })

  it('asks for more only where a condition holds', () => {
    const validate = compile({
      if: { properties: { kind: { const: 'sms' } }, required: ['kind'] },
      // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own word.
      then: { required: ['phone'] },
    })
    expect(validate({ kind: 'mail' })).toBe(true)
    expect(validate({ kind: 'sms' })).toBe(false)
    expect(validate.errors?.map(({ keyword }) => keyword)).toEqual(['required', 'if'])
  })

  it('refuses a schema with a word it does not know rather than ignoring it', () => {
    expect(() => compile({ patternProperties: {} })).toThrow('no keyword "patternProperties"')
    expect(() => compile({ format: 'iri' })).toThrow('no format "iri"')
  })
})
