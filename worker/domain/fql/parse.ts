import { err, ok, type Result } from '../result.ts'
import { type FqlError, type FqlNode, FUNCTIONS, isFunctionName } from './ast.ts'
import { lex, type Token } from './lex.ts'

/** Upstream's limit, in UTF-8 bytes. */
export const MAX_FQL_BYTES = 5120
/** Parentheses, lists and calls inside each other; what people write has three. */
const MAX_DEPTH = 32

export interface ParseOptions {
  /**
   * Takes what Segment's own triggers are written in as well: `AND` and `OR` in capitals, `==`, a comma for
   * "and", and a word without quotes on the right of an operator. `printFql` then gives it in the language.
   */
  lenient?: boolean
}

/** Reads a filter: `all`, or a condition. */
export function parseFql(
  text: string,
  { lenient = false }: ParseOptions = {},
): Result<FqlNode, FqlError> {
  if (new TextEncoder().encode(text).length > MAX_FQL_BYTES) {
    return err({ at: 0, message: `A filter may have ${MAX_FQL_BYTES} bytes.` })
  }
  if (text.trim() === 'all') return ok({ kind: 'all' })
  const tokens = lex(text, lenient)
  if (!tokens.ok) return tokens
  try {
    return ok(new Parser(tokens.value, lenient).statement())
  } catch (error) {
    if (error instanceof Unparsable) return err({ at: error.at, message: error.message })
    throw error
  }
}

/** Leaves the descent at once; nobody outside of this file sees it. */
class Unparsable extends Error {
  readonly at: number

  constructor(at: number, message: string) {
    super(message)
    this.at = at
  }
}

/** Recursive descent, a method for each rule of the grammar. */
class Parser {
  private next = 0
  private depth = 0
  private readonly tokens: readonly Token[]

  private readonly lenient: boolean

  constructor(tokens: readonly Token[], lenient: boolean) {
    this.tokens = tokens
    this.lenient = lenient
  }

  statement(): FqlNode {
    if (this.peek().kind === 'end') throw new Unparsable(0, 'The filter is empty.')
    const condition = this.or()
    const rest = this.peek()
    if (rest.kind !== 'end') throw new Unparsable(rest.at, `${nameOf(rest)} does not belong here.`)
    return condition
  }

  private or(): FqlNode {
    return this.joined('or', () => this.and())
  }

  private and(): FqlNode {
    return this.joined('and', () => this.not())
  }

  private joined(word: 'and' | 'or', item: () => FqlNode): FqlNode {
    const first = item()
    const items = [first]
    while (this.takeJoint(word)) items.push(item())
    return items.length === 1 ? first : { kind: word, items }
  }

  private not(): FqlNode {
    if (this.take('!')) return { kind: 'not', of: this.operand() }
    const left = this.operand()
    const token = this.peek()
    if (token.kind === 'op') {
      this.next++
      return { kind: 'compare', op: token.op, left, right: this.right() }
    }
    return this.takeKeyword('in') ? { kind: 'in', left, right: this.operand() } : left
  }

  private right(): FqlNode {
    const node = this.operand()
    const isWord = this.lenient && node.kind === 'path' && node.keys.length === 1
    return isWord ? { kind: 'literal', value: node.keys[0] ?? '' } : node
  }

  private operand(): FqlNode {
    const token = this.peek()
    this.next++
    switch (token.kind) {
      case 'string':
      case 'number':
        return { kind: 'literal', value: token.value }
      case 'path':
        return this.take('(') ? this.call(token) : { kind: 'path', keys: token.keys }
      case '[':
        return { kind: 'list', items: this.items(']', token) }
      case '(':
        return this.group(token)
      case 'keyword':
        if (Object.hasOwn(CONSTANTS, token.word)) {
          return { kind: 'literal', value: CONSTANTS[token.word] ?? null }
        }
        break
      default:
        break
    }
    throw new Unparsable(token.at, `A value or a name is missing before ${nameOf(token)}.`)
  }

  private group(open: Token): FqlNode {
    this.descend(open)
    const inner = this.or()
    if (!this.take(')')) throw new Unparsable(this.peek().at, 'A closing ")" is missing.')
    this.depth--
    return inner
  }

  private call(path: Token & { kind: 'path' }): FqlNode {
    const name = path.keys.join('.')
    const args = this.items(')', path)
    if (path.keys.length > 1 || !isFunctionName(name)) {
      throw new Unparsable(path.at, `There is no function "${name}".`)
    }
    const takes = FUNCTIONS[name]
    if (args.length !== takes) {
      throw new Unparsable(path.at, `"${name}" takes ${takes === 1 ? 'one value' : 'two values'}.`)
    }
    return { kind: 'call', name, args }
  }

  private items(close: ')' | ']', open: Token): FqlNode[] {
    this.descend(open)
    const items: FqlNode[] = []
    if (!this.take(close)) {
      do items.push(this.operand())
      while (this.take(','))
      if (!this.take(close))
        throw new Unparsable(this.peek().at, `A closing "${close}" is missing.`)
    }
    this.depth--
    return items
  }

  private descend(open: Token): void {
    this.depth++
    if (this.depth > MAX_DEPTH) {
      throw new Unparsable(open.at, `A filter may be nested ${MAX_DEPTH} deep.`)
    }
  }

  private peek(): Token {
    return this.tokens[this.next] ?? END
  }

  private take(kind: Token['kind']): boolean {
    const found = this.peek().kind === kind
    if (found) this.next++
    return found
  }

  private takeJoint(word: 'and' | 'or'): boolean {
    if (this.takeKeyword(word)) return true
    if (!this.lenient) return false
    const token = this.peek()
    const isCapital =
      token.kind === 'path' && token.keys.length === 1 && token.keys[0] === word.toUpperCase()
    const found = isCapital || (word === 'and' && token.kind === ',')
    if (found) this.next++
    return found
  }

  private takeKeyword(word: string): boolean {
    const token = this.peek()
    const found = token.kind === 'keyword' && token.word === word
    if (found) this.next++
    return found
  }
}

const END: Token = { kind: 'end', at: 0 }
const CONSTANTS: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null }

function nameOf(token: Token): string {
  switch (token.kind) {
    case 'end':
      return 'the end'
    case 'path':
      return `"${token.keys.join('.')}"`
    case 'keyword':
      return `"${token.word}"`
    case 'string':
      return 'a text'
    case 'number':
      return `"${token.value}"`
    case 'op':
      return `"${token.op}"`
    default:
      return `"${token.kind}"`
  }
}
