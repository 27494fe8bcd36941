import type {
  AlertAnswer,
  AlertCondition,
  AlertContent,
  AlertKind,
  ChannelAnswer,
  ChannelInput,
} from '../../api/alerts.ts'

export interface ChannelDraft {
  /** Of the form: names the row. */
  key: number
  /** Of a channel that is stored; its URL stays unless another one is entered. */
  id?: string
  type: ChannelInput['type']
  /** Addresses, or a URL, as typed. */
  text: string
  /** Of the stored URL, which is not shown again. */
  host?: string
}

/** An alert as its form has it: every number as typed. */
export interface AlertDraft {
  name: string
  kind: AlertKind
  destinationId: string
  sourceId: string
  mappingId: string
  thresholdPercent: string
  windowMinutes: string
  changePercent: string
  minutes: string
  repeatMinutes: string
  enabled: boolean
  channels: readonly ChannelDraft[]
}

let lastKey = 0
export const newChannel = (
  type: ChannelDraft['type'],
  rest: Partial<ChannelDraft> = {},
): ChannelDraft => {
  lastKey += 1
  return { key: lastKey, type, text: '', ...rest }
}

export const emptyDraft = (subject: {
  destinationId?: string | undefined
  sourceId?: string | undefined
}): AlertDraft => ({
  name: '',
  kind: subject.sourceId === undefined ? 'delivery_success_rate' : 'no_events',
  destinationId: subject.destinationId ?? '',
  sourceId: subject.sourceId ?? '',
  mappingId: '',
  thresholdPercent: '95',
  windowMinutes: '1440',
  changePercent: '50',
  minutes: '60',
  repeatMinutes: '0',
  enabled: true,
  channels: [],
})

export function draftOf({
  name,
  condition,
  enabled,
  channels,
  repeatMinutes,
}: AlertAnswer): AlertDraft {
  const base = emptyDraft({})
  const own = {
    name,
    enabled,
    repeatMinutes: String(repeatMinutes),
    channels: channels.map(toDraft),
  }
  switch (condition.kind) {
    case 'delivery_success_rate':
      return {
        ...base,
        ...own,
        kind: condition.kind,
        destinationId: condition.destinationId,
        mappingId: condition.mappingId ?? '',
        thresholdPercent: String(condition.thresholdPercent),
        windowMinutes: String(condition.windowMinutes),
      }
    case 'source_volume':
      return {
        ...base,
        ...own,
        kind: condition.kind,
        sourceId: condition.sourceId,
        changePercent: String(condition.changePercent),
      }
    case 'no_events':
      return {
        ...base,
        ...own,
        kind: condition.kind,
        sourceId: condition.sourceId,
        minutes: String(condition.minutes),
      }
  }
}

const toDraft = (channel: ChannelAnswer): ChannelDraft =>
  channel.type === 'email'
    ? newChannel('email', { id: channel.id, text: channel.to.join(', ') })
    : newChannel(channel.type, { id: channel.id, host: channel.host })

export type DraftProblems = Partial<Record<keyof AlertDraft | `channel ${number}`, string>>

/** What is missing or wrong, by field; empty when it can be saved. */
export function problemsOf(draft: AlertDraft): DraftProblems {
  const problems: DraftProblems = {}
  if (draft.name.trim() === '') problems.name = 'Give it a name.'
  switch (draft.kind) {
    case 'delivery_success_rate':
      if (draft.destinationId === '') problems.destinationId = 'Choose a destination.'
      if (!isBetween(draft.thresholdPercent, Number.MIN_VALUE, 100)) {
        problems.thresholdPercent = 'More than 0, at most 100.'
      }
      break
    case 'source_volume':
      if (draft.sourceId === '') problems.sourceId = 'Choose a source.'
      if (!isBetween(draft.changePercent, Number.MIN_VALUE, 10_000)) {
        problems.changePercent = 'More than 0, at most 10,000.'
      }
      break
    case 'no_events':
      if (draft.sourceId === '') problems.sourceId = 'Choose a source.'
      if (!isBetween(draft.minutes, 5, 10_080) || !Number.isInteger(Number(draft.minutes))) {
        problems.minutes = 'A whole number from 5 to 10,080, which is a week.'
      }
      break
  }
  for (const channel of draft.channels) {
    const problem = problemOfChannel(channel)
    if (problem !== undefined) problems[`channel ${channel.key}`] = problem
  }
  return problems
}

function isBetween(text: string, least: number, most: number): boolean {
  const value = Number(text)
  return text.trim() !== '' && value >= least && value <= most
}

const addressesOf = (text: string): string[] =>
  text.split(/[\s,;]+/).filter((address) => address !== '')

function problemOfChannel({ type, text, id }: ChannelDraft): string | undefined {
  if (type === 'email') {
    const addresses = addressesOf(text)
    if (addresses.length === 0) return 'Enter at least one address.'
    const wrong = addresses.find((address) => !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(address))
    return wrong === undefined ? undefined : `“${wrong}” is no address.`
  }
  if (text.trim() === '' && id !== undefined) return undefined
  return /^https?:\/\//i.test(text.trim()) && URL.canParse(text.trim())
    ? undefined
    : 'Enter an https address.'
}

/** Null while something is missing. */
export function contentOf(draft: AlertDraft): AlertContent | null {
  if (Object.keys(problemsOf(draft)).length > 0) return null
  return {
    name: draft.name.trim(),
    condition: conditionOf(draft),
    enabled: draft.enabled,
    channels: draft.channels.map(toInput),
    repeatMinutes: Number(draft.repeatMinutes),
  }
}

function conditionOf(draft: AlertDraft): AlertCondition {
  const { kind, sourceId, destinationId, mappingId } = draft
  switch (kind) {
    case 'delivery_success_rate':
      return {
        kind,
        destinationId,
        ...(mappingId !== '' && { mappingId }),
        thresholdPercent: Number(draft.thresholdPercent),
        windowMinutes: Number(draft.windowMinutes),
      }
    case 'source_volume':
      return { kind, sourceId, changePercent: Number(draft.changePercent) }
    case 'no_events':
      return { kind, sourceId, minutes: Number(draft.minutes) }
  }
}

function toInput({ id, type, text }: ChannelDraft): ChannelInput {
  const named = id === undefined ? {} : { id }
  if (type === 'email') return { ...named, type, to: addressesOf(text) }
  const url = text.trim()
  return { ...named, type, ...(url !== '' && { url }) }
}
