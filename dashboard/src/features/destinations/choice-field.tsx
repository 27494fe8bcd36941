import { MarkdownText } from '../../components/markdown-text.tsx'
import { Field } from '../../components/ui/field.tsx'
import {
  Select,
  SelectContent,
  SelectItem,
  SelectTrigger,
  SelectValue,
} from '../../components/ui/select.tsx'
import type { OptionFieldProps } from './option-field-props.ts'
import { OptionLabel } from './option-label.tsx'

/** Stands for an empty value, which the list cannot hold. */
const NONE = ' none'

/** A setting that takes one of a few values. */
export function ChoiceField({ option, value, errors, onChange }: OptionFieldProps) {
  const text = typeof value === 'string' ? value : ''
  const choices = option.choices ?? []
  // What was stored before the catalog changed is still shown as what it is.
  const isListed = text === '' || choices.some((choice) => choice.value === text)
  return (
    <Select
      value={text === '' && !option.required ? NONE : text}
      onValueChange={(next) => onChange(next === NONE ? '' : next)}
    >
      <Field
        label={<OptionLabel option={option} />}
        hint={option.description && <MarkdownText text={option.description} />}
        error={errors[`settings.${option.name}`]}
      >
        <SelectTrigger>
          <SelectValue placeholder="Choose one" />
        </SelectTrigger>
      </Field>
      <SelectContent>
        {!option.required && <SelectItem value={NONE}>Not set</SelectItem>}
        {choices.map((choice) => (
          <SelectItem key={choice.value} value={choice.value}>
            {choice.label || choice.value}
          </SelectItem>
        ))}
        {!isListed && <SelectItem value={text}>{text}</SelectItem>}
      </SelectContent>
    </Select>
  )
}
