/**
 * The words of a name, whichever way it is written: `Order Completed`, `order_completed`,
 * `orderCompleted`, `order-completed`, `HTTPRequest`. Digits stay with the word before them.
 */
export const wordsOf = (name: string): string[] =>
  name
    // Not after a lone small letter: `iOS`, `eBook`.
    .replaceAll(/(?<=[\p{L}\p{N}]\p{Ll}|\p{L}\p{N}+)(?=\p{Lu})/gu, ' ')
    .replaceAll(/(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu, ' ')
    .split(/[^\p{L}\p{M}\p{N}'’&/+]+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))

/** Words that stay small in a title, and follow a verb without being what it is done to. */
const SMALL_WORDS = new Set(
  'a an and as at by for from in into of off on onto or out over per the to up via vs with within without'.split(
    ' ',
  ),
)

export const isSmallWord = (word: string): boolean => SMALL_WORDS.has(word.toLowerCase())

/** The first and the last word are never small. Acronyms and brands keep their own capitals. */
export const titleCase = (words: readonly string[]): string =>
  words
    .map((word, index) =>
      index > 0 && index < words.length - 1 && isSmallWord(word)
        ? word.toLowerCase()
        : capitalize(word),
    )
    .join(' ')

const capitalize = (word: string): string =>
  hasCapital(word) ? word : word.replace(/\p{L}/u, (letter) => letter.toUpperCase())

export const hasCapital = (word: string): boolean => /\p{Lu}/u.test(word)

export const snakeCase = (name: string): string =>
  wordsOf(name.replaceAll(/['’]/g, ''))
    .map((word) => word.toLowerCase().replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '_'))
    .join('_')
    .replaceAll(/_+/g, '_')
    .replaceAll(/^_|_$/g, '')
