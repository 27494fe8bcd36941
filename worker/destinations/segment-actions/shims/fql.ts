/**
 * Stands in for upstream's package of the filter language, which understands half of it: triggers are
 * read and judged by our own, the forms that the catalog's own triggers are written in included.
 */
import type { FqlNode } from '../../../domain/fql/ast.ts'
import { evaluateFql } from '../../../domain/fql/evaluate.ts'
import { parseFql as parse } from '../../../domain/fql/parse.ts'
import { printFql } from '../../../domain/fql/print.ts'

export interface Trigger {
  node: FqlNode | null
  error?: Error
}

/** Like upstream's, it does not throw: the core looks at `error`. */
export function parseFql(text: string): Trigger {
  const parsed = parse(text, { lenient: true })
  return parsed.ok ? { node: parsed.value } : { node: null, error: new Error(parsed.error.message) }
}

/** A trigger that cannot be read, or takes too long, matches nothing. */
export const validate = (trigger: Trigger, event: Record<string, unknown>): boolean =>
  trigger.node !== null && evaluateFql(trigger.node, event ?? {}) === true

export const generateFql = (trigger: Trigger): string =>
  trigger.node === null ? '' : printFql(trigger.node)
