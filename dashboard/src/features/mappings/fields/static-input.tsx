import type { FieldChoice } from '../../../api/catalog-details.ts'
import { Input, Textarea } from '../../../components/ui/input.tsx'
import {
  Select,
  SelectContent,
  SelectItem,
  SelectTrigger,
  SelectValue,
} from '../../../components/ui/select.tsx'
import { DynamicChoices } from './dynamic-choices.tsx'
import type { ValueEditorProps } from './mapping-scope.tsx'

type Scalar = string | number | boolean

export interface StaticInputProps extends Pick<ValueEditorProps, 'name' | 'wanted' | 'place'> {
  value: Scalar
  onChange: (value: Scalar) => void
}

const BOOLEANS: readonly FieldChoice[] = [
  { value: true, label: 'True' },
  { value: false, label: 'False' },
]

/** The same value for every event, in the way that its type asks for. */
export function StaticInput({ name, wanted, place, value, onChange }: StaticInputProps) {
  const { type, dynamic = false, placeholder } = wanted
  const choices = wanted.choices ?? (type === 'boolean' ? BOOLEANS : [])
  const label = `${name}: fixed value`
  if (choices.length > 0) {
    return <ChoiceSelect label={label} choices={choices} value={value} onChange={onChange} />
  }
  if (type === 'text') {
    return (
      <Textarea
        aria-label={label}
        value={String(value)}
        placeholder={placeholder}
        onChange={(event) => onChange(event.currentTarget.value)}
        className="field-sizing-content max-h-60 min-h-9 py-1.5"
      />
    )
  }
  const isNumber = type === 'number' || type === 'integer'
  return (
    <div className="relative min-w-0">
      <Input
        aria-label={label}
        type={isNumber ? 'number' : 'text'}
        {...(isNumber && { step: type === 'integer' ? 1 : 'any' })}
        autoComplete="off"
        placeholder={placeholder ?? (type === 'datetime' ? '2026-01-31T12:00:00Z' : undefined)}
        value={String(value)}
        onChange={({ currentTarget }) => {
          const { value: text, valueAsNumber } = currentTarget
          onChange(isNumber && Number.isFinite(valueAsNumber) ? valueAsNumber : text)
        }}
        className={dynamic ? 'pr-10' : undefined}
      />
      {dynamic && (
        <DynamicChoices
          name={name}
          place={place}
          onChoose={onChange}
          className="absolute top-0.5 right-0.5"
        />
      )}
    </div>
  )
}

interface ChoiceSelectProps {
  label: string
  choices: readonly FieldChoice[]
  value: Scalar
  onChange: (value: Scalar) => void
}

/** Choices may be numbers, and two of them may look alike: they are told apart as JSON. */
function ChoiceSelect({ label, choices, value, onChange }: ChoiceSelectProps) {
  const known = choices.some((choice) => choice.value === value)
  const listed = known ? choices : [...choices, { value, label: String(value) || 'Nothing' }]
  return (
    <Select
      value={JSON.stringify(value)}
      onValueChange={(next) => {
        const choice = listed.find((one) => JSON.stringify(one.value) === next)
        if (choice !== undefined) onChange(choice.value)
      }}
    >
      <SelectTrigger aria-label={label}>
        <SelectValue />
      </SelectTrigger>
      <SelectContent>
        {listed.map((choice) => (
          <SelectItem key={JSON.stringify(choice.value)} value={JSON.stringify(choice.value)}>
            {choice.label}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  )
}
