import type { ActionDetail } from '../../api/catalog-details.ts'
import { Field } from '../../components/ui/field.tsx'
import {
  Select,
  SelectContent,
  SelectItem,
  SelectTrigger,
  SelectValue,
} from '../../components/ui/select.tsx'
import { SYNC_MODE } from './model/field-rules.ts'
import type { MappedFields, MappedValue } from './model/mapped-value.ts'

export interface SyncModeProps {
  syncMode: NonNullable<ActionDetail['syncMode']>
  fields: MappedFields
  onChange: (key: string, value: MappedValue) => void
}

/** What happens to a record that the partner has already, or has not yet. */
export function SyncMode({ syncMode, fields, onChange }: SyncModeProps) {
  const current = fields[SYNC_MODE]
  const value = current?.kind === 'static' ? String(current.value) : ''
  return (
    <Select
      {...(value !== '' && { value })}
      onValueChange={(next) => onChange(SYNC_MODE, { kind: 'static', value: next })}
    >
      <Field label={syncMode.label || 'Sync mode'} hint={syncMode.description}>
        <SelectTrigger>
          <SelectValue placeholder="Choose" />
        </SelectTrigger>
      </Field>
      <SelectContent>
        {syncMode.choices.map((choice) => (
          <SelectItem key={String(choice.value)} value={String(choice.value)}>
            {choice.label}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  )
}
