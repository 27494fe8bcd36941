import type { FqlNode } from './ast.ts'

/**
 * Whether a condition names this text as a value of the field: `field = 'text'`, or in a list of texts.
 * What stands behind a `!` names nothing.
 */
export function namesValue(node: FqlNode, field: string, text: string): boolean {
  switch (node.kind) {
    case 'and':
    case 'or':
      return node.items.some((item) => namesValue(item, field, text))
    case 'compare':
      return (
        node.op === '=' &&
        ((isField(node.left, field) && isText(node.right, text)) ||
          (isField(node.right, field) && isText(node.left, text)))
      )
    case 'in':
      return (
        isField(node.left, field) &&
        node.right.kind === 'list' &&
        node.right.items.some((item) => isText(item, text))
      )
    default:
      return false
  }
}

const isField = (node: FqlNode, field: string): boolean =>
  node.kind === 'path' && node.keys.length === 1 && node.keys[0] === field

const isText = (node: FqlNode, text: string): boolean =>
  node.kind === 'literal' && node.value === text
