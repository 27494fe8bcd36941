import { useQuery } from '@tanstack/react-query'
import { destinationsQuery } from '../../api/destinations.ts'
import { mappingsQuery } from '../../api/mappings.ts'
import { sourcesQuery } from '../../api/sources.ts'
import { Field } from '../../components/ui/field.tsx'
import { Input } from '../../components/ui/input.tsx'
import {
  Select,
  SelectContent,
  SelectItem,
  SelectTrigger,
  SelectValue,
} from '../../components/ui/select.tsx'
import type { AlertDraft, DraftProblems } from './alert-draft.ts'
import { isKind, KINDS, minutesInWords } from './alert-words.ts'

const WINDOWS = [10, 30, 60, 180, 360, 720, 1440]

export interface ConditionFieldsProps {
  draft: AlertDraft
  problems: DraftProblems
  /** What an alert is about stays as it is once it is there. */
  isNew: boolean
  onChange: (change: Partial<AlertDraft>) => void
}

/** What is watched. */
export function ConditionFields({ draft, problems, isNew, onChange }: ConditionFieldsProps) {
  const { kind } = draft
  return (
    <fieldset className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-4">
      <legend className="mb-2 text-sm font-medium">What is watched</legend>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Choice
          label="Kind"
          hint={KINDS[kind].text}
          value={kind}
          options={Object.entries(KINDS).map(([id, { name }]) => ({ id, name }))}
          disabled={!isNew}
          onChange={(next) => isKind(next) && onChange({ kind: next })}
        />
        {kind === 'delivery_success_rate' ? (
          <DestinationChoice {...{ draft, problems, isNew, onChange }} />
        ) : (
          <SourceChoice {...{ draft, problems, isNew, onChange }} />
        )}
      </div>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        {kind === 'delivery_success_rate' && (
          <>
            {draft.destinationId !== '' && <MappingChoice draft={draft} onChange={onChange} />}
            <NumberField
              label="Fires below, in percent delivered"
              hint="Of what was delivered or failed; what was filtered does not matter."
              value={draft.thresholdPercent}
              error={problems.thresholdPercent}
              onChange={(thresholdPercent) => onChange({ thresholdPercent })}
            />
            <Choice
              label="Over the last"
              value={draft.windowMinutes}
              options={windowsWith(draft.windowMinutes).map((minutes) => ({
                id: String(minutes),
                name: minutesInWords(minutes),
              }))}
              onChange={(windowMinutes) => onChange({ windowMinutes })}
            />
          </>
        )}
        {kind === 'source_volume' && (
          <NumberField
            label="Fires when more than this much higher or lower, in percent"
            hint="The last 24 hours are compared with the 24 hours before."
            value={draft.changePercent}
            error={problems.changePercent}
            onChange={(changePercent) => onChange({ changePercent })}
          />
        )}
        {kind === 'no_events' && (
          <NumberField
            label="Fires after so many minutes of silence"
            hint="Nothing was received in them, of whatever kind. Looked at every five minutes."
            value={draft.minutes}
            error={problems.minutes}
            onChange={(minutes) => onChange({ minutes })}
          />
        )}
      </div>
    </fieldset>
  )
}

/** A window that was set over the API stays a choice. */
const windowsWith = (minutes: string): number[] =>
  [...new Set([...WINDOWS, Number(minutes)])].sort((a, b) => a - b)

function DestinationChoice({ draft, problems, isNew, onChange }: ConditionFieldsProps) {
  const { data = [] } = useQuery(destinationsQuery())
  return (
    <Choice
      label="Destination"
      placeholder="Choose a destination"
      value={draft.destinationId}
      options={data}
      error={problems.destinationId}
      disabled={!isNew}
      onChange={(destinationId) => onChange({ destinationId, mappingId: '' })}
    />
  )
}

/** Stands for no mapping in particular: a list has no empty value. */
const ALL = 'all'

function MappingChoice({ draft, onChange }: Pick<ConditionFieldsProps, 'draft' | 'onChange'>) {
  const { data = [] } = useQuery(mappingsQuery(draft.destinationId))
  if (data.length === 0) return null
  return (
    <Choice
      label="Deliveries"
      value={draft.mappingId || ALL}
      options={[{ id: ALL, name: 'All of them' }, ...data]}
      onChange={(id) => onChange({ mappingId: id === ALL ? '' : id })}
    />
  )
}

function SourceChoice({ draft, problems, isNew, onChange }: ConditionFieldsProps) {
  const { data = [] } = useQuery(sourcesQuery())
  return (
    <Choice
      label="Source"
      placeholder="Choose a source"
      value={draft.sourceId}
      options={data}
      error={problems.sourceId}
      disabled={!isNew}
      onChange={(sourceId) => onChange({ sourceId })}
    />
  )
}

interface ChoiceProps {
  label: string
  value: string
  options: readonly { id: string; name: string }[]
  placeholder?: string
  hint?: string
  error?: string | undefined
  disabled?: boolean
  onChange: (id: string) => void
}

export function Choice(props: ChoiceProps) {
  const { label, value, options, placeholder, hint, error, disabled = false, onChange } = props
  return (
    <Select value={value} onValueChange={onChange} disabled={disabled}>
      <Field label={label} error={error} {...(hint !== undefined && { hint })}>
        <SelectTrigger>
          <SelectValue placeholder={placeholder} />
        </SelectTrigger>
      </Field>
      <SelectContent>
        {options.map(({ id, name }) => (
          <SelectItem key={id} value={id}>
            {name}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  )
}

interface NumberFieldProps {
  label: string
  hint: string
  value: string
  error: string | undefined
  onChange: (text: string) => void
}

function NumberField({ label, hint, value, error, onChange }: NumberFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      <Input
        inputMode="decimal"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </Field>
  )
}
