import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { createRandom, seedOf } from '../../../../test/parity/random-values.ts'
import { constantsOf, inputFor } from '../../../../test/parity/schema-inputs.ts'
import type { Schema, SchemaError } from './compile-schema.ts'
import Validator from './validator.ts'

/** Inputs for each of the catalog's schemas; `FUZZ_RUNS=1500` is the whole of it, a million and more. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 12)

const here = createRequire(import.meta.url)
const core = createRequire(here.resolve('@segment/actions-core'))

interface RealAjv {
  compile(schema: Schema): ((data: unknown) => boolean) & { errors?: SchemaError[] | null }
  addFormat(name: string, format: true | ((text: string) => boolean)): void
}
const { default: Ajv } = core('ajv') as { default: new (options: object) => RealAjv }
const { default: addFormats } = core('ajv-formats') as { default: (ajv: RealAjv) => RealAjv }
const { fullFormats } = core('ajv-formats/dist/formats') as {
  fullFormats: Record<string, Parameters<Validator['addFormat']>[1]>
}
const { AggregateAjvError } = core('@segment/ajv-human-errors') as {
  AggregateAjvError: new (errors: SchemaError[]) => Error
}

// Upstream adds these two; what the second one accepts is the same function on both sides.
const looksLikeDate = (text: string): boolean => !Number.isNaN(Date.parse(text))

const real = addFormats(
  new Ajv({
    coerceTypes: 'array',
    allErrors: true,
    allowUnionTypes: true,
    verbose: true,
    removeAdditional: true,
  }),
)
const ours = new Validator()
for (const [name, format] of Object.entries(fullFormats)) ours.addFormat(name, format)
for (const validator of [real, ours]) {
  validator.addFormat('text', true)
  validator.addFormat('date-like', looksLikeDate)
}

describe('the validator in place of Ajv', () => {
  it(`judges, changes and explains ${RUNS} inputs of every schema of the catalog as Ajv does`, async () => {
    const schemas = await catalogSchemas()
    expect(schemas.size).toBeGreaterThan(750)
    const differences: string[] = []
    let inputs = 0
    for (const [name, schema] of schemas) {
      const [isValid, isValidHere] = [real.compile(schema), ours.compile(schema)]
      const constants = constantsOf(schema)
      const random = createRandom(seedOf(name))
      for (let run = 0; run < RUNS; run++) {
        const input = inputFor(schema, random, constants)
        const [theirs, mine] = [structuredClone(input), structuredClone(input)]
        inputs++
        const expected = answer(theirs, isValid(theirs), isValid.errors)
        const found = answer(mine, isValidHere(mine), isValidHere.errors)
        if (expected !== found) differences.push(`${name}\n${show(input)}\n${expected}\n${found}`)
      }
    }
    console.info(`${inputs} inputs of ${schemas.size} schemas, ${differences.length} differences`)
    expect(differences.slice(0, 3).join('\n\n')).toBe('')
  }, 600_000)
})

/** All that can be seen of a validation, as text. */
function answer(value: unknown, valid: boolean, errors: SchemaError[] | null | undefined): string {
  const message = errors ? new AggregateAjvError(errors).message : ''
  const list = (errors ?? []).map(({ schema: _schema, parentSchema: _parent, ...error }) => error)
  return show({ valid, value, list, message })
}

/** `undefined` and missing, and numbers that JSON has no word for, are told apart. */
const show = (value: unknown): string =>
  JSON.stringify(value, (_key, part) =>
    part === undefined || (typeof part === 'number' && !Number.isFinite(part)) ? `(${part})` : part,
  )

async function catalogSchemas(): Promise<ReadonlyMap<string, Schema>> {
  interface Runner {
    settingsSchema?: Schema
    actions: Record<string, { schema?: Schema; hookSchemas?: Record<string, Schema> }>
  }
  // Not by import: Vite would transform three megabytes.
  const { definitions, Destination } = here('../definitions.gen.js') as {
    definitions: Record<string, () => Promise<object>>
    Destination: new (definition: object) => Runner
  }
  const schemas = new Map<string, Schema>()
  for (const [key, load] of Object.entries(definitions)) {
    const { settingsSchema, actions } = new Destination(await load())
    if (settingsSchema) schemas.set(`${key}, settings`, settingsSchema)
    for (const [name, { schema, hookSchemas = {} }] of Object.entries(actions)) {
      if (schema) schemas.set(`${key}.${name}`, schema)
      for (const [hook, hookSchema] of Object.entries(hookSchemas)) {
        schemas.set(`${key}.${name}.${hook}`, hookSchema)
      }
    }
  }
  return schemas
}
