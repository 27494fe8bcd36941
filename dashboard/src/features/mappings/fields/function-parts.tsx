import { type ReactNode, useId } from 'react'
import { Checkbox } from '../../../components/ui/checkbox.tsx'
import { Field } from '../../../components/ui/field.tsx'
import { Input } from '../../../components/ui/input.tsx'
import {
  Select,
  SelectContent,
  SelectItem,
  SelectTrigger,
  SelectValue,
} from '../../../components/ui/select.tsx'

export function Labelled({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
      <p className="text-[0.8125rem] font-medium">{title}</p>
      {children}
    </div>
  )
}

interface TextPartProps {
  label: string
  /** Of the field that it is a part of. */
  name: string
  value: string
  onChange: (text: string) => void
}

export function TextPart({ label, name, value, onChange }: TextPartProps) {
  return (
    <Field label={label}>
      <Input
        aria-label={`${name}: ${label.toLowerCase()}`}
        autoComplete="off"
        spellCheck={false}
        maxLength={10}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        className="font-mono text-[0.8125rem]"
      />
    </Field>
  )
}

interface TickProps {
  name: string
  label: string
  checked: boolean
  onChange: (checked: boolean) => void
}

export function Tick({ name, label, checked, onChange }: TickProps) {
  const id = useId()
  return (
    <div className="flex items-center gap-2.5 text-[0.8125rem]">
      <Checkbox
        id={id}
        aria-label={`${name}: ${label.charAt(0).toLowerCase()}${label.slice(1)}`}
        checked={checked}
        onCheckedChange={(next) => onChange(next === true)}
      />
      <label htmlFor={id}>{label}</label>
    </div>
  )
}

interface ChoiceProps<Value extends string> {
  label: string
  value: Value
  options: Readonly<Record<Value, string>>
  onChange: (value: Value) => void
}

export function Choice<Value extends string>(props: ChoiceProps<Value>) {
  const { label, value, options, onChange } = props
  return (
    // Its items are the keys of the options.
    <Select value={value} onValueChange={(next) => onChange(next as Value)}>
      <SelectTrigger aria-label={label} className="sm:max-w-60">
        <SelectValue />
      </SelectTrigger>
      <SelectContent>
        {Object.entries<string>(options).map(([key, words]) => (
          <SelectItem key={key} value={key}>
            {words}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  )
}
