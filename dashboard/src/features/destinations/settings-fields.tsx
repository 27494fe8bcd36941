import type { CatalogOption } from '../../api/catalog.ts'
import { MarkdownText } from '../../components/markdown-text.tsx'
import { SwitchRow } from '../../components/switch-row.tsx'
import { Field } from '../../components/ui/field.tsx'
import { Input } from '../../components/ui/input.tsx'
import { ChoiceField } from './choice-field.tsx'
import { HooksField } from './hooks-field.tsx'
import { KeptSecret } from './kept-secret.tsx'
import { KeyValueField } from './key-value-field.tsx'
import type { OptionFieldProps } from './option-field-props.ts'
import { OptionLabel } from './option-label.tsx'
import { SecretInput } from './secret-input.tsx'
import { emptyValue, isSecret, type SettingsDraft } from './settings-draft.ts'
import { StringListField } from './string-list-field.tsx'

export interface SettingsFieldsProps {
  /** Slug in the catalog: some settings have an editor of their own. */
  kind: string
  options: readonly CatalogOption[]
  draft: SettingsDraft
  /** Those that were there before the edit. */
  original: SettingsDraft
  /** By field as the API names it: `settings.hooks.0.hook`. */
  errors: Readonly<Record<string, string>>
  onChange: (draft: SettingsDraft) => void
}

/** A form made of what the catalog says about a destination's settings. */
export function SettingsFields({
  options,
  draft,
  original,
  onChange,
  ...rest
}: SettingsFieldsProps) {
  return (
    <>
      {options.map((option) => {
        const field = draft[option.name]
        const before = original[option.name]
        const set = (value: unknown) =>
          onChange({ ...draft, [option.name]: { kind: 'value', value } })
        if (field?.kind === 'kept') {
          return (
            <KeptSecret
              key={option.name}
              option={option}
              standIn={field.standIn}
              onReplace={() => set(emptyValue(option))}
            />
          )
        }
        return (
          <OptionField
            key={option.name}
            option={option}
            value={field?.value}
            onChange={set}
            {...(before?.kind === 'kept' && {
              onKeep: () => onChange({ ...draft, [option.name]: before }),
            })}
            {...rest}
          />
        )
      })}
    </>
  )
}

function OptionField(props: OptionFieldProps) {
  const { kind, option, value, errors, onChange } = props
  if (kind === 'webhooks' && option.name === 'hooks') return <HooksField {...props} />
  switch (option.type) {
    case 'boolean':
      return (
        <SwitchRow
          label={option.label}
          hint={option.description && <MarkdownText text={option.description} />}
          checked={value === true}
          onChange={onChange}
        />
      )
    case 'array':
      return <StringListField {...props} />
    case 'object':
    case 'text-map':
      return <KeyValueField {...props} />
    default: {
      const text = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
      if (option.choices !== undefined && option.choices.length > 0) {
        return <ChoiceField {...props} />
      }
      if (isSecret(option)) return <SecretInput {...props} value={text} />
      return (
        <Field
          label={<OptionLabel option={option} />}
          hint={option.description && <MarkdownText text={option.description} />}
          error={errors[`settings.${option.name}`]}
        >
          <Input
            type={option.type === 'number' ? 'number' : 'text'}
            step="any"
            required={option.required}
            autoComplete="off"
            value={text}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        </Field>
      )
    }
  }
}
