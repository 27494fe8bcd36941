/**
 * What event names say that somebody did. Only English, and only verbs that are common in event
 * names: a word that is not here is taken for part of the object, so that a name is called wrong only
 * where that is sure.
 */
const REGULAR =
  'abandon accept access activate add adjust agree allow answer apply approve archive assign attach attempt attend authenticate authorize block book bookmark browse cancel capture change charge check claim clear click close collapse comment compare complete configure confirm connect contact convert copy create deactivate decline delete deliver deny deploy deselect detect disable discard disconnect dislike dismiss display download drop duplicate earn edit enable end engage enroll enter exit expand expire export fail favorite filter finish flag follow generate grant hover identify ignore import initiate input insert inspect install integrate invite join launch leave like list load log mark merge mention mount move navigate notify offer onboard open opt order pause pin place play post press preview process publish purchase qualify rate reach receive recommend record recover redeem redirect refer refresh refund register reject reload remove rename renew reorder repeat reply report request reschedule resize resolve restart restore resume retry return review revoke save scan schedule scroll search select share ship show skip sort start stop submit subscribe suspend swipe switch sync tap toggle track trigger type unarchive unblock undo unfollow uninstall unlike unlock unmute unsubscribe update upgrade upload use validate verify view visit vote wait watch'.split(
    ' ',
  )

const IRREGULAR: Readonly<Record<string, string>> = {
  become: 'became',
  begin: 'begun',
  bid: 'bid',
  bring: 'brought',
  build: 'built',
  buy: 'bought',
  choose: 'chosen',
  cut: 'cut',
  draw: 'drawn',
  find: 'found',
  forget: 'forgotten',
  get: 'gotten',
  give: 'given',
  go: 'gone',
  hear: 'heard',
  hide: 'hidden',
  hit: 'hit',
  hold: 'held',
  input: 'input',
  keep: 'kept',
  leave: 'left',
  lose: 'lost',
  make: 'made',
  meet: 'met',
  pay: 'paid',
  put: 'put',
  read: 'read',
  resend: 'resent',
  reset: 'reset',
  run: 'run',
  see: 'seen',
  sell: 'sold',
  send: 'sent',
  set: 'set',
  show: 'shown',
  spend: 'spent',
  split: 'split',
  take: 'taken',
  teach: 'taught',
  tell: 'told',
  think: 'thought',
  undo: 'undone',
  unset: 'unset',
  win: 'won',
  withdraw: 'withdrawn',
  write: 'written',
}

/** Further past forms that name what happened. */
const OTHER_PAST =
  'began bound broken came caught did done driven fed felt flown frozen fought grew grown knew known laid led lent lit meant met overridden rebuilt rerun repaid rewritten ridden risen rung said sat sent shut sold spoken spun stolen stood stuck sung sunk swept sworn thrown thought torn took understood upheld upsold went woken worn wrote'.split(
    ' ',
  )

/** Two spellings, or a last letter that is doubled. */
const DOUBLED = new Set(
  'cancel drop log opt pin plan refer scan ship skip stop submit swipe tap unpin chat'.split(' '),
)

const PAST_OF = new Map<string, string>([
  ...REGULAR.map((verb) => [verb, regularPast(verb)] as const),
  ...Object.entries(IRREGULAR),
])
const PAST = new Set([...PAST_OF.values(), ...OTHER_PAST])
/** Form in the present -> past: `complete`, `completes`, `completing`. */
const PRESENT = new Map<string, string>()
for (const [verb, past] of PAST_OF) {
  for (const form of [verb, thirdPerson(verb), gerund(verb)]) PRESENT.set(form, past)
}

/** Nouns that end like a past form. */
const NOT_PAST = new Set(
  'bed embed exceed feed hundred indeed need red seed shed speed unlimited weed wed breed greed id led'.split(
    ' ',
  ),
)

export const isPast = (word: string): boolean => {
  const lower = word.toLowerCase()
  if (NOT_PAST.has(lower)) return false
  return PAST.has(lower) || (lower.length > 4 && lower.endsWith('ed') && !lower.endsWith('eed'))
}

/** The past of a verb in the present; undefined for every other word, and where both are the same. */
export function pastOf(word: string): string | undefined {
  const past = PRESENT.get(word.toLowerCase())
  return past === word.toLowerCase() ? undefined : past
}

export const isGerund = (word: string): boolean =>
  word.toLowerCase().endsWith('ing') && PRESENT.has(word.toLowerCase())

function regularPast(verb: string): string {
  if (verb.endsWith('e')) return `${verb}d`
  if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}ied`
  return DOUBLED.has(verb) ? `${verb}${verb.at(-1)}ed` : `${verb}ed`
}

function thirdPerson(verb: string): string {
  if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}ies`
  return /(?:s|x|z|ch|sh|o)$/.test(verb) ? `${verb}es` : `${verb}s`
}

function gerund(verb: string): string {
  if (verb.endsWith('e') && !/(?:ee|oe|ye)$/.test(verb)) return `${verb.slice(0, -1)}ing`
  return DOUBLED.has(verb) ? `${verb}${verb.at(-1)}ing` : `${verb}ing`
}
