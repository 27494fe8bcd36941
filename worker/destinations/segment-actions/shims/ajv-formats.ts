/** Stands in for ajv-formats' default export; the formats themselves are plain patterns and functions. */
import { fullFormats } from 'ajv-formats/dist/formats'
import type Validator from './validator.ts'

type Formats = Readonly<Record<string, Parameters<Validator['addFormat']>[1]>>

export default function addFormats(validator: Validator): Validator {
  for (const [name, format] of Object.entries(fullFormats as unknown as Formats)) {
    validator.addFormat(name, format)
  }
  return validator
}
