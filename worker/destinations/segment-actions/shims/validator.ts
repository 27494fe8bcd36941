/**
 * Stands in for Ajv inside upstream's core, with the part of its surface that the core uses and the
 * options that it sets. See compile-schema.ts for how schemas are read.
 */
import { compileSchema, type Format, type Schema, type SchemaError } from './compile-schema.ts'

export interface ValidateFunction {
  /** Coerces and removes inside `data` as it goes. */
  (data: unknown): boolean
  errors: SchemaError[] | null
}

type FormatDefinition = Format | { validate: RegExp | ((text: string) => boolean) } | string

export default class Validator {
  private readonly formats = new Map<string, Format>()
  private readonly named = new Map<string, ValidateFunction>()
  private readonly compiled = new WeakMap<Schema, ValidateFunction>()

  addFormat(name: string, definition: FormatDefinition): this {
    if (typeof definition === 'string') this.formats.set(name, new RegExp(definition, 'u'))
    else if (typeof definition === 'object' && !(definition instanceof RegExp)) {
      this.formats.set(name, definition.validate)
    } else this.formats.set(name, definition)
    return this
  }

  addSchema(schema: Schema, key: string): this {
    if (this.named.has(key)) throw new Error(`schema with key or id "${key}" already exists`)
    this.named.set(key, this.compile(schema))
    return this
  }

  getSchema(key: string): ValidateFunction | undefined {
    return this.named.get(key)
  }

  compile(schema: Schema): ValidateFunction {
    const known = this.compiled.get(schema)
    if (known !== undefined) return known
    const check = compileSchema(schema, this.formats)
    const validate: ValidateFunction = (data) => {
      const report = { errors: [] as SchemaError[], isCondition: false }
      check({ value: data, holder: undefined, key: '', path: '' }, report)
      validate.errors = report.errors.length === 0 ? null : report.errors
      return report.errors.length === 0
    }
    validate.errors = null
    this.compiled.set(schema, validate)
    return validate
  }
}
