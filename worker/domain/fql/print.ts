import { type FqlNode, KEYWORDS } from './ast.ts'

/**
 * A filter as text: reading it gives the same tree again. A text that holds both kinds of quotes has no
 * spelling in the language, and none is made up for it.
 */
export function printFql(node: FqlNode): string {
  switch (node.kind) {
    case 'and':
    case 'or':
      return node.items.map(inCondition).join(` ${node.kind} `)
    case 'not':
      return `!${operand(node.of)}`
    case 'compare':
      return `${operand(node.left)} ${node.op} ${operand(node.right)}`
    case 'in':
      return `${operand(node.left)} in ${operand(node.right)}`
    case 'path':
      return printPath(node.keys)
    default:
      return operand(node)
  }
}

/** A condition among others. */
const inCondition = (node: FqlNode): string =>
  node.kind === 'and' || node.kind === 'or' ? `(${printFql(node)})` : printFql(node)

function operand(node: FqlNode): string {
  switch (node.kind) {
    case 'all':
      return 'all'
    case 'literal':
      return printLiteral(node.value)
    case 'path':
      return printPath(node.keys)
    case 'list':
      return `[${node.items.map(operand).join(', ')}]`
    case 'call':
      return `${node.name}(${node.args.map(operand).join(', ')})`
    default:
      return `(${printFql(node)})`
  }
}

function printLiteral(value: string | number | boolean | null): string {
  if (typeof value === 'number') return PLAIN.format(value)
  if (typeof value !== 'string') return String(value)
  return value.includes("'") ? `"${value}"` : `'${value}'`
}

/** The language has no exponents. */
const PLAIN = new Intl.NumberFormat('en-US', { useGrouping: false, maximumFractionDigits: 100 })

/** By itself, the name `all` would be the filter that lets everything in. */
const printPath = (keys: readonly string[]): string =>
  keys.length === 1 && keys[0] === 'all' ? '\\all' : keys.map(printKey).join('.')

function printKey(key: string): string {
  if (KEYWORDS.has(key)) return `\\${key}`
  return [...key]
    .map((char, index) => {
      const plain = index === 0 ? /[A-Za-z_]/ : /[A-Za-z0-9_-]/
      return plain.test(char) ? char : `\\${char}`
    })
    .join('')
}
