import { isJsonObject, type JsonObject, nestsDeeperThan } from '../event/json.ts'
import { jsonPointer } from '../event/json-patch.ts'
import { KEYWORDS, SUBSCHEMAS, UNSUPPORTED_KEYWORDS } from './keywords.ts'
import { compilePattern } from './match-pattern.ts'
import { resolvePointer } from './resolve-pointer.ts'

/** Why a schema is not taken. Codes are stable; words are for people. */
export interface SchemaProblem {
  code: SchemaProblemCode
  /** JSON Pointer to what is wrong; empty: the whole schema. */
  pointer: string
  message: string
}
export type SchemaProblemCode =
  | 'schema_not_object'
  | 'schema_too_large'
  | 'schema_too_deep'
  | 'schema_too_many_parts'
  | 'unsupported_draft'
  | 'unsupported_keyword'
  | 'invalid_keyword'
  | 'invalid_pattern'
  | 'pattern_too_large'
  | 'reference_not_local'
  | 'reference_not_found'
  | 'reference_recursive'

/** Of JSON; a schema of an event's properties is two levels further down each time. */
export const MAX_SCHEMA_LEVELS = 64
/** Schemas in a schema. */
export const MAX_SCHEMA_PARTS = 3000
export const MAX_PATTERN_CHARS = 2000
/** Of RE2's instructions: a pattern, and all of a schema. `[a-z]{1,100}` takes some hundred. */
export const MAX_PATTERN_SIZE = 1000
export const MAX_PATTERNS_SIZE = 10_000
/** More of them would help nobody. */
const MAX_PROBLEMS = 20

/** What of a schema would not be checked as its author means it, or could keep the pipeline busy. */
export function findProblems(schema: unknown, maxBytes: number): SchemaProblem[] {
  if (!isJsonObject(schema)) return [problem('schema_not_object', [], 'A schema is an object')]
  const tooLarge = sizeProblem(schema, maxBytes)
  if (tooLarge) return [tooLarge]
  const search = new Search(schema)
  search.visit(schema, [])
  return search.problems.slice(0, MAX_PROBLEMS)
}

function sizeProblem(schema: JsonObject, maxBytes: number): SchemaProblem | null {
  if (levelsAbove(MAX_SCHEMA_LEVELS, schema)) {
    return problem('schema_too_deep', [], `A schema nests ${MAX_SCHEMA_LEVELS} levels at most`)
  }
  const bytes = new TextEncoder().encode(JSON.stringify(schema)).length
  if (bytes <= maxBytes) return null
  return problem(
    'schema_too_large',
    [],
    `A schema takes ${maxBytes} bytes at most, this one takes ${bytes}`,
  )
}

/** Before it is made a text, which would not work for one that is nested very deeply. */
const levelsAbove = (levels: number, value: unknown): boolean =>
  nestsDeeperThan(levels, value, '{'.repeat(levels + 1))

function problem(
  code: SchemaProblemCode,
  path: readonly (string | number)[],
  message: string,
): SchemaProblem {
  return { code, pointer: jsonPointer(path), message }
}

class Search {
  readonly problems: SchemaProblem[] = []
  readonly #root: JsonObject
  readonly #open = new Set<unknown>()
  readonly #done = new Set<unknown>()
  #patternsSize = 0

  constructor(root: JsonObject) {
    this.#root = root
  }

  visit(schema: unknown, path: readonly (string | number)[]): void {
    if (typeof schema === 'boolean' || this.#done.has(schema)) return
    if (!isJsonObject(schema)) {
      this.#tell('invalid_keyword', path, 'A schema is an object, true or false')
      return
    }
    if (this.#done.size + this.#open.size >= MAX_SCHEMA_PARTS) {
      if (this.problems.some(({ code }) => code === 'schema_too_many_parts')) return
      const message = `A schema has ${MAX_SCHEMA_PARTS} schemas in it at most`
      this.#tell('schema_too_many_parts', [], message)
      return
    }
    this.#open.add(schema)
    for (const [keyword, value] of Object.entries(schema)) {
      this.#visitKeyword(keyword, value, [...path, keyword])
    }
    this.#open.delete(schema)
    this.#done.add(schema)
  }

  #visitKeyword(keyword: string, value: unknown, path: readonly (string | number)[]): void {
    if (UNSUPPORTED_KEYWORDS.has(keyword)) {
      this.#tell('unsupported_keyword', path, `${keyword} is not a keyword of draft-07`)
      return
    }
    const takes = Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword] : undefined
    if (takes && !takes.fits(value)) {
      this.#tell('invalid_keyword', path, `${keyword} takes ${takes.words}`)
      return
    }
    if (keyword === '$schema') this.#checkDraft(value, path)
    if (keyword === '$ref') this.#follow(String(value), path)
    if (keyword === 'pattern') this.#checkPattern(String(value), path)
    if (keyword === 'patternProperties' && isJsonObject(value)) {
      for (const pattern of Object.keys(value)) this.#checkPattern(pattern, [...path, pattern])
    }
    const below = Object.hasOwn(SUBSCHEMAS, keyword) ? SUBSCHEMAS[keyword] : undefined
    for (const [schema, keys] of below?.(value) ?? []) this.visit(schema, [...path, ...keys])
  }

  #checkDraft(value: unknown, path: readonly (string | number)[]): void {
    if (/^https?:\/\/json-schema\.org\/(draft-0[467]\/)?schema#?$/.test(String(value))) return
    this.#tell('unsupported_draft', path, 'Schemas are those of draft-07; draft-04 and 06 will do')
  }

  #checkPattern(text: string, path: readonly (string | number)[]): void {
    if (text.length > MAX_PATTERN_CHARS) {
      const message = `A pattern has ${MAX_PATTERN_CHARS} characters at most`
      this.#tell('pattern_too_large', path, message)
      return
    }
    try {
      const size = compilePattern(text).programSize()
      this.#patternsSize += size
      if (size > MAX_PATTERN_SIZE || this.#patternsSize > MAX_PATTERNS_SIZE) {
        const which = size > MAX_PATTERN_SIZE ? 'This pattern is' : 'The patterns together are'
        this.#tell('pattern_too_large', path, `${which} too large: repeat less, or fewer times`)
      }
    } catch (error) {
      this.#tell('invalid_pattern', path, patternWords(text, error))
    }
  }

  #follow(ref: string, path: readonly (string | number)[]): void {
    if (ref !== '#' && !ref.startsWith('#/')) {
      this.#tell(
        'reference_not_local',
        path,
        'A reference leads to a place of the same schema: #/…',
      )
      return
    }
    const target = resolvePointer(this.#root, ref)
    if (target === undefined) {
      this.#tell('reference_not_found', path, `There is nothing at ${ref}`)
    } else if (this.#open.has(target)) {
      this.#tell('reference_recursive', path, 'A schema cannot contain itself')
    } else {
      // Told there, not at the reference.
      this.visit(target, pathOf(ref))
    }
  }

  #tell(code: SchemaProblemCode, path: readonly (string | number)[], message: string): void {
    this.problems.push(problem(code, path, message))
  }
}

const pathOf = (ref: string): string[] =>
  ref
    .split('/')
    .slice(1)
    .map((key) => decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~'))

function patternWords(text: string, error: unknown): string {
  if (/\(\?(=|!|<=|<!)/.test(text)) {
    return 'Patterns have no lookahead and no lookbehind; to forbid something, use "not"'
  }
  if (/\\[1-9]/.test(text)) return 'Patterns have no backreferences'
  const reason = error instanceof Error ? error.message : String(error)
  return `This is not a pattern of RE2: ${reason.replace(/^error parsing regexp: /, '')}`
}
