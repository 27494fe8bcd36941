import { findNodeAtLocation, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import type { IngestCode } from '../../../worker/domain/event/failure.ts'
import { parseEvent } from '../../../worker/domain/event/parse.ts'
import { isObject, type JsonObject } from '../format/json-object.ts'
import { SAMPLE_TYPES } from './sample-events.ts'

export interface EventProblem {
  /** From 1. */
  line: number
  /** In words, as a sentence. */
  text: string
  /** It can be sent all the same: the tester asks less than collection does. */
  isWarning: boolean
}

export type CheckedEvent =
  | { event: JsonObject; problem: EventProblem | null }
  | { event: null; problem: EventProblem }

/** The event that a text describes, or what is wrong with it, and where. */
export function checkEvent(text: string): CheckedEvent {
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { disallowComments: true })
  const [first] = errors
  const fail = (offset: number, words: string): CheckedEvent => ({
    event: null,
    problem: { line: lineAt(text, offset), text: words, isWarning: false },
  })
  if (first !== undefined) return fail(placeOf(text, first), wordsOf(first, text))
  const value = parse(text)
  if (root === undefined || !isObject(value)) return fail(0, 'An event is one JSON object.')
  if (!SAMPLE_TYPES.some((type) => type === value.type)) {
    const at = findNodeAtLocation(root, ['type'])?.offset ?? root.offset
    return fail(at, `"type" has to be one of ${SAMPLE_TYPES.join(', ')}.`)
  }
  const judged = parseEvent(value, null)
  if (judged.ok) return { event: value, problem: null }
  const { code, message } = judged.error
  const at = findNodeAtLocation(root, [FIELDS[code] ?? 'type'])?.offset ?? root.offset
  return {
    event: value,
    problem: {
      line: lineAt(text, at),
      text: `A source would refuse this call: ${message} (${code}).`,
      isWarning: true,
    },
  }
}

/** The field that a reason is about, where it is one. */
const FIELDS: Partial<Record<IngestCode, string>> = {
  event_not_defined: 'event',
  event_not_string: 'event',
  properties_not_object: 'properties',
  traits_not_object: 'traits',
  name_not_string: 'name',
  category_not_string: 'category',
  message_id_not_string: 'messageId',
  message_id_too_long: 'messageId',
  context_not_object: 'context',
  integrations_not_object: 'integrations',
}

const WORDS: Readonly<Record<string, string>> = {
  InvalidSymbol: 'This is not a JSON word; text goes between double quotes.',
  InvalidNumberFormat: 'This is not a number as JSON writes it.',
  PropertyNameExpected: 'A name between double quotes is expected here.',
  ValueExpected: 'A value is expected here.',
  ColonExpected: 'A colon is missing.',
  CommaExpected: 'A comma is missing.',
  CloseBraceExpected: 'A closing } is missing.',
  CloseBracketExpected: 'A closing ] is missing.',
  EndOfFileExpected: 'Nothing may follow the event.',
  InvalidCommentToken: 'JSON has no comments.',
  UnexpectedEndOfComment: 'JSON has no comments.',
  UnexpectedEndOfString: 'A closing double quote is missing.',
  UnexpectedEndOfNumber: 'This number is not complete.',
  InvalidUnicode: 'After \\u come four hexadecimal digits.',
  InvalidEscapeCharacter: 'This is no escape that JSON knows.',
  InvalidCharacter: 'This character has to be escaped.',
}

function wordsOf({ error, offset }: ParseError, text: string): string {
  if (text.trim() === '') return 'Write an event, or begin with a sample.'
  const name = printParseErrorCode(error)
  const isAfterComma =
    /,\s*$/.test(text.slice(0, offset)) && /^[}\]]/.test(text.slice(offset).trim())
  if (isAfterComma) return 'The comma before this is one too many.'
  if (name === 'CommaExpected' && /^[}\]]/.test(text.slice(offset).trim())) {
    return 'A bracket that was opened before is not closed here.'
  }
  return WORDS[name] ?? 'This is not JSON.'
}

/** What is missing at the start of a line was forgotten at the end of the one before. */
function placeOf(text: string, { error, offset }: ParseError): number {
  const name = printParseErrorCode(error)
  if (name !== 'CommaExpected' && name !== 'ColonExpected') return offset
  return Math.max(0, text.slice(0, offset).trimEnd().length - 1)
}

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
