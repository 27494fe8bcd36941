/** A filter as a tree: what `parse.ts` makes, `evaluate.ts` runs and `print.ts` writes down again. */
export type FqlNode =
  | { kind: 'all' }
  | { kind: 'literal'; value: string | number | boolean | null }
  | { kind: 'path'; keys: readonly string[] }
  | { kind: 'list'; items: readonly FqlNode[] }
  | { kind: 'call'; name: FunctionName; args: readonly FqlNode[] }
  | { kind: 'not'; of: FqlNode }
  | { kind: 'and' | 'or'; items: readonly FqlNode[] }
  | { kind: 'compare'; op: CompareOp; left: FqlNode; right: FqlNode }
  | { kind: 'in'; left: FqlNode; right: FqlNode }

export const COMPARE_OPS = ['=', '!=', '>', '>=', '<', '<='] as const
export type CompareOp = (typeof COMPARE_OPS)[number]

/** Words that a key has to be escaped to be: `properties.\or`. */
export const KEYWORDS: ReadonlySet<string> = new Set(['and', 'or', 'in', 'null', 'true', 'false'])

/** Name -> how many arguments it takes. */
export const FUNCTIONS = {
  contains: 2,
  match: 2,
  length: 1,
  lowercase: 1,
  uppercase: 1,
  snakecase: 1,
  kebabcase: 1,
  titlecase: 1,
  typeof: 1,
  bool: 1,
  string: 1,
  number: 1,
} as const
export type FunctionName = keyof typeof FUNCTIONS

export const isFunctionName = (name: string): name is FunctionName => Object.hasOwn(FUNCTIONS, name)

/** Why a text is no filter. */
export interface FqlError {
  /** Where, counted in UTF-16 units from 0; the text's length when something is missing at its end. */
  at: number
  /** A sentence for a person. */
  message: string
}
