import type { ZxcvbnFactory } from '@zxcvbn-ts/core'
import {
  PASSWORD_MAX_CHARS,
  PASSWORD_MIN_CHARS,
  type PasswordVerdict,
} from '../api/contract/auth.ts'

/** 3 of 4: some 10^8 guesses and more. What leaked lists and dictionaries hold is far below. */
const MIN_SCORE = 3
/** Guessing time grows with the square of the length; nobody needs more than this to be judged. */
const MAX_JUDGED_CHARS = 72

let judge: Promise<ZxcvbnFactory> | null = null

/** Loaded when the first password is judged: the list of common ones is most of its size. */
async function loadJudge(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory }, { adjacencyGraphs, dictionary }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ])
  return new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength: MAX_JUDGED_CHARS })
}

/**
 * Whether a password may be used: long enough, not on the list of passwords that leaked most often, and
 * not to be guessed from patterns or from what is known of its owner. Asks no other service.
 */
export async function judgePassword(
  password: string,
  userInputs: readonly string[],
): Promise<PasswordVerdict> {
  judge ??= loadJudge()
  const words = userInputs.flatMap((input) => [input, ...input.split(/[\s@.+_-]+/)])
  const known = [...new Set(words)].filter((word) => word.length > 2)
  const { score } = (await judge).check(password.slice(0, MAX_JUDGED_CHARS), known)
  const message = messageFor(password, score)
  return { acceptable: message === '', score, message }
}

function messageFor(password: string, score: number): string {
  if (password.length < PASSWORD_MIN_CHARS) return `Use at least ${PASSWORD_MIN_CHARS} characters.`
  if (password.length > PASSWORD_MAX_CHARS) return `Use at most ${PASSWORD_MAX_CHARS} characters.`
  if (score >= MIN_SCORE) return ''
  return 'This is a common password or easy to guess. Use several words that do not belong together.'
}
