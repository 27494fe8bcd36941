import { useState } from 'react'
import { KeepButton } from './keep-button.tsx'
import { KeyValueRows, type Pair, toPairs, toRecord } from './key-value-rows.tsx'
import type { OptionFieldProps } from './option-field-props.ts'
import { OptionLabel } from './option-label.tsx'

/** A setting of names with values. */
export function KeyValueField({ option, value, errors, onChange, onKeep }: OptionFieldProps) {
  const [pairs, setPairs] = useState<readonly Pair[]>(() => toPairs(value))
  const error = errors[`settings.${option.name}`]
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 flex w-full items-baseline justify-between gap-3 text-sm font-medium">
        <OptionLabel option={option} />
        <KeepButton option={option} onKeep={onKeep} />
      </legend>
      <p className="text-[0.8125rem] text-muted-foreground">{option.description}</p>
      <KeyValueRows
        what="entry"
        keyLabel={option.label}
        pairs={pairs}
        onChange={(next) => {
          setPairs(next)
          onChange(toRecord(next))
        }}
      />
      {error && (
        <p role="alert" className="text-[0.8125rem] text-destructive">
          {error}
        </p>
      )}
    </fieldset>
  )
}
