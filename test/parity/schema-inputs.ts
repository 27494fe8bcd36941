import { pick, type Random } from './random-values.ts'

type Schema = Record<string, unknown>

/** Values at the edges of what is coerced, measured and compared. */
const EDGES: readonly unknown[] = [
  '',
  'a',
  '0',
  '1',
  '-1.5',
  '1e3',
  ' 7 ',
  'true',
  'false',
  'Infinity',
  'null',
  '🜁'.repeat(3),
  'x'.repeat(300),
  '2024-02-29T12:00:00Z',
  '1709208000',
  '1709208000000',
  'a@example.com',
  'https://example.com/a?b=c',
  '5f9c8b0e-7d52-4c55-9d3f-3a1e0b8d9a11',
  '10.0.0.1',
  0,
  1,
  -1,
  2.5,
  1e21,
  true,
  false,
  null,
  undefined,
  [],
  {},
  ['a'],
  [1],
  [null],
  [undefined],
  [[]],
  [{}],
  ['a', 'b'],
  [['a']],
  { a: 1 },
]

/**
 * A value for a schema: mostly of its shape, wrong somewhere more often than not. `constants` are the
 * values that the schema's conditions ask for, which chance would not find.
 */
export function inputFor(
  schema: Schema | undefined,
  random: Random,
  constants: readonly unknown[] = [],
  depth = 0,
): unknown {
  if (schema === undefined || depth > 6 || random() < 0.25) return edge(random, constants)
  if (Array.isArray(schema.enum) && random() < 0.6)
    return structuredClone(pick(random, schema.enum))
  const types = [schema.type].flat().filter((type) => type !== undefined)
  const type = types.length > 0 ? pick(random, types) : 'object'
  const inner = (sub: Schema | undefined) => inputFor(sub, random, constants, depth + 1)
  if (type === 'array') {
    const length = Math.floor(random() * 4)
    return Array.from({ length }, () => inner(schema.items as Schema))
  }
  if (type !== 'object') return scalar(schema, String(type), random)
  const object: Record<string, unknown> = {}
  const properties = (schema.properties ?? {}) as Record<string, Schema>
  const share = pick(random, [0.3, 0.6, 0.95])
  for (const [name, property] of Object.entries(properties)) {
    if (random() < share) object[name] = inner(property)
  }
  if (random() < 0.4) object[`extra${Math.floor(random() * 3)}`] = edge(random, constants)
  // One item in a list counts as the item, also where an object is wanted.
  return depth > 0 && random() < 0.08 ? [object] : object
}

/** Conditions of the schema name the values that matter to them. */
export function constantsOf(schema: unknown, found: unknown[] = []): unknown[] {
  if (typeof schema !== 'object' || schema === null) return found
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'const') found.push(value)
    else constantsOf(value, found)
  }
  return found
}

function edge(random: Random, constants: readonly unknown[] = []): unknown {
  const values = constants.length > 0 && random() < 0.4 ? constants : EDGES
  return structuredClone(pick(random, values))
}

function scalar(schema: Schema, type: string, random: Random): unknown {
  switch (type) {
    case 'number':
      return random() < 0.5 ? Math.round(random() * 2000 - 1000) / 4 : edge(random)
    case 'integer':
      return random() < 0.5 ? Math.floor(random() * 100) : edge(random)
    case 'boolean':
      return random() < 0.5
    case 'null':
      return null
    default:
      return random() < 0.5 ? textFor(schema, random) : edge(random)
  }
}

function textFor({ format, maxLength, minLength }: Schema, random: Random): string {
  if (typeof maxLength === 'number' && random() < 0.3) return 'é'.repeat(maxLength + 1)
  if (typeof minLength === 'number' && random() < 0.3) return 'é'.repeat(Math.max(0, minLength - 1))
  switch (format) {
    case 'email':
      return pick(random, ['a@example.com', 'a@b', 'a@@b.c'])
    case 'uri':
    case 'uri-reference':
      return pick(random, ['https://example.com', 'example.com', '/path', 'a b'])
    case 'date':
      return pick(random, ['2024-02-29', '2023-02-29', '24-1-1'])
    case 'date-time':
      return pick(random, ['2024-02-29T10:00:00Z', '2024-02-29 10:00', '2024-02-29T10:00:00+01:00'])
    default:
      return pick(random, ['text', 'Order Completed', 'ünï', '12'])
  }
}
