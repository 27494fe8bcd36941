import { Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import { MarkdownText } from '../../components/markdown-text.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Field } from '../../components/ui/field.tsx'
import { Input } from '../../components/ui/input.tsx'
import { KeepButton } from './keep-button.tsx'
import type { OptionFieldProps } from './option-field-props.ts'
import { OptionLabel } from './option-label.tsx'

/** A secret as it is entered: hidden unless asked, and not for the browser's password store. */
export function SecretInput(props: OptionFieldProps & { value: string }) {
  const { option, value, errors, onChange, onKeep } = props
  const [shown, setShown] = useState(false)
  const Icon = shown ? EyeOff : Eye
  return (
    <div className="relative">
      <Field
        label={<OptionLabel option={option} />}
        hint={option.description && <MarkdownText text={option.description} />}
        error={errors[`settings.${option.name}`]}
        aside={<KeepButton option={option} onKeep={onKeep} />}
      >
        <Input
          type={shown ? 'text' : 'password'}
          required={option.required}
          autoComplete="new-password"
          spellCheck={false}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          className="pr-11"
        />
      </Field>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-pressed={shown}
        aria-label={`Show ${option.label}`}
        onClick={() => setShown(!shown)}
        className="absolute top-6.5 right-0.5 text-muted-foreground"
      >
        <Icon aria-hidden="true" />
      </Button>
    </div>
  )
}
