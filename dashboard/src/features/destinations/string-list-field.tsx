import { useState } from 'react'
import { Field } from '../../components/ui/field.tsx'
import { Textarea } from '../../components/ui/input.tsx'
import { KeepButton } from './keep-button.tsx'
import type { OptionFieldProps } from './option-field-props.ts'
import { OptionLabel } from './option-label.tsx'

/** A setting that is a list of texts: one a line. */
export function StringListField({ option, value, errors, onChange, onKeep }: OptionFieldProps) {
  const [text, setText] = useState(() => (Array.isArray(value) ? value.map(String).join('\n') : ''))
  const error = Object.entries(errors).find(
    ([field]) =>
      field === `settings.${option.name}` || field.startsWith(`settings.${option.name}.`),
  )?.[1]
  return (
    <Field
      label={<OptionLabel option={option} />}
      hint={`${option.description} One per line.`}
      error={error}
      aside={<KeepButton option={option} onKeep={onKeep} />}
    >
      <Textarea
        required={option.required}
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          const lines = event.currentTarget.value.split('\n').map((line) => line.trim())
          onChange(lines.filter((line) => line !== ''))
        }}
      />
    </Field>
  )
}
