import { Plus, X } from 'lucide-react'
import { MAX_CHANNELS } from '../../../../worker/api/contract/alerts.ts'
import { Button } from '../../components/ui/button.tsx'
import { Field } from '../../components/ui/field.tsx'
import { Input } from '../../components/ui/input.tsx'
import {
  type AlertDraft,
  type ChannelDraft,
  type DraftProblems,
  newChannel,
} from './alert-draft.ts'
import { CHANNELS, minutesInWords } from './alert-words.ts'
import { Choice } from './condition-fields.tsx'

const REPEATS = [0, 15, 60, 240, 1440]
const TYPES = ['email', 'webhook', 'slack'] as const

export interface ChannelsEditorProps {
  draft: AlertDraft
  problems: DraftProblems
  onChange: (change: Partial<AlertDraft>) => void
}

/** Who is told, and how often. */
export function ChannelsEditor({ draft, problems, onChange }: ChannelsEditorProps) {
  const { channels } = draft
  const change = (next: readonly ChannelDraft[]) => onChange({ channels: next })
  return (
    <fieldset className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-4">
      <legend className="mb-2 text-sm font-medium">Who is told</legend>
      {channels.length === 0 ? (
        <p className="text-[0.8125rem] text-muted-foreground">
          Nobody yet: the alert is shown here in the dashboard, on the pages of what it is about and
          at home.
        </p>
      ) : (
        <ul className="grid gap-3">
          {channels.map((channel, index) => (
            <li key={channel.key}>
              <ChannelRow
                channel={channel}
                number={index + 1}
                problem={problems[`channel ${channel.key}`]}
                onChange={(text) =>
                  change(channels.map((one) => (one.key === channel.key ? { ...one, text } : one)))
                }
                onRemove={() => change(channels.filter(({ key }) => key !== channel.key))}
              />
            </li>
          ))}
        </ul>
      )}
      {channels.length < MAX_CHANNELS && (
        <div className="flex flex-wrap gap-2">
          {TYPES.map((type) => (
            <Button
              key={type}
              variant="secondary"
              size="sm"
              onClick={() => change([...channels, newChannel(type)])}
            >
              <Plus aria-hidden="true" />
              {CHANNELS[type]}
            </Button>
          ))}
        </div>
      )}
      {channels.length > 0 && (
        <div className="sm:max-w-72">
          <Choice
            label="Again while it keeps firing"
            value={draft.repeatMinutes}
            options={repeatsWith(draft.repeatMinutes).map((minutes) => ({
              id: String(minutes),
              name:
                minutes === 0 ? 'Not again' : `Every ${minutesInWords(minutes).replace(/^1 /, '')}`,
            }))}
            onChange={(repeatMinutes) => onChange({ repeatMinutes })}
          />
        </div>
      )}
    </fieldset>
  )
}

/** A time that was set over the API stays a choice. */
const repeatsWith = (minutes: string): number[] =>
  [...new Set([...REPEATS, Number(minutes)])].sort((a, b) => a - b)

const HINTS = {
  email: 'Several addresses with commas between them.',
  webhook: 'Gets a POST with the alert as JSON. The address is not shown again.',
  slack: 'The address of an incoming webhook of a channel. It is not shown again.',
} as const

interface ChannelRowProps {
  channel: ChannelDraft
  number: number
  problem: string | undefined
  onChange: (text: string) => void
  onRemove: () => void
}

function ChannelRow({ channel, number, problem, onChange, onRemove }: ChannelRowProps) {
  const { type, text, host } = channel
  const isMail = type === 'email'
  return (
    <div className="flex items-start gap-1.5 rounded-md border p-3">
      <Field
        label={`${CHANNELS[type]}${isMail ? ' to' : ' address'}`}
        hint={host === undefined ? HINTS[type] : `Now one of ${host}; leave it empty to keep it.`}
        error={problem}
        className="min-w-0 flex-1"
      >
        <Input
          type={isMail ? 'text' : 'url'}
          inputMode={isMail ? 'email' : 'url'}
          autoComplete="off"
          value={text}
          placeholder={
            isMail ? 'ada@example.com' : host === undefined ? 'https://' : `https://${host}/…`
          }
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      </Field>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={`Remove channel ${number}, ${CHANNELS[type]}`}
        onClick={onRemove}
        className="text-muted-foreground"
      >
        <X aria-hidden="true" />
      </Button>
    </div>
  )
}
