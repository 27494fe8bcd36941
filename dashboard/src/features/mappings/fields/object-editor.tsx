import { Plus, X } from 'lucide-react'
import type { ActionField } from '../../../api/catalog-details.ts'
import { Button } from '../../../components/ui/button.tsx'
import { Input } from '../../../components/ui/input.tsx'
import {
  type Entry,
  type MappedValue,
  newEntry,
  UNSET,
  valueAt,
  withValueAt,
} from '../model/mapped-value.ts'
import { ANYTHING } from '../model/modes.ts'
import { FieldFrame } from './field-frame.tsx'
import { NestedValue, type ValueEditorProps } from './mapping-scope.tsx'

type ObjectValue = Extract<MappedValue, { kind: 'object' }>

/** The parts that the action knows, each with its words, and others by names of one's own. */
export function ObjectEditor(props: ValueEditorProps & { value: ObjectValue }) {
  const { name, value, onChange, wanted, place } = props
  const known = (wanted.properties ?? []).filter(({ hidden }) => !hidden)
  const knownKeys = new Set((wanted.properties ?? []).map(({ key }) => key))
  const own = value.entries.filter(({ key }) => !knownKeys.has(key))
  const takesMore = knownKeys.size === 0 || wanted.additionalProperties === true
  const changeEntry = (id: number, part: Partial<Entry>) =>
    onChange({
      kind: 'object',
      entries: value.entries.map((entry) => (entry.id === id ? { ...entry, ...part } : entry)),
    })
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4 border-l-2 pl-3">
      {known.map((field) => (
        <Part
          key={field.key}
          name={name}
          place={`${place}.${field.key}`}
          field={field}
          value={valueAt(value, field.key)}
          onChange={(next) => onChange(withValueAt(value, field.key, next))}
        />
      ))}
      {own.map((entry, index) => (
        <OwnEntry
          key={entry.id}
          name={`${name}, ${entry.key || `entry ${index + 1}`}`}
          place={`${place}.${entry.key}`}
          entry={entry}
          onChange={(part) => changeEntry(entry.id, part)}
          onRemove={() =>
            onChange({
              kind: 'object',
              entries: value.entries.filter(({ id }) => id !== entry.id),
            })
          }
        />
      ))}
      {takesMore && (
        <Button
          variant="ghost"
          size="sm"
          className="justify-self-start"
          aria-label={`Add entry to ${name}`}
          onClick={() =>
            onChange({
              kind: 'object',
              entries: [...value.entries, newEntry('', { kind: 'path', path: '' })],
            })
          }
        >
          <Plus aria-hidden="true" />
          Add entry
        </Button>
      )}
    </div>
  )
}

interface PartProps {
  name: string
  place: string
  field: ActionField
  value: MappedValue
  onChange: (value: MappedValue) => void
}

function Part({ name, place, field, value, onChange }: PartProps) {
  return (
    <FieldFrame field={field} isRequired={field.required === true}>
      <NestedValue
        name={`${name}, ${field.label}`}
        value={value}
        wanted={field}
        place={place}
        onChange={onChange}
      />
    </FieldFrame>
  )
}

interface OwnEntryProps {
  name: string
  place: string
  entry: Entry
  onChange: (part: Partial<Entry>) => void
  onRemove: () => void
}

function OwnEntry({ name, place, entry, onChange, onRemove }: OwnEntryProps) {
  return (
    <div className="flex items-start gap-1">
      <div className="grid min-w-0 flex-1 grid-cols-[minmax(0,1fr)] gap-2">
        <Input
          aria-label={`Name of ${name}`}
          placeholder="Name"
          autoComplete="off"
          spellCheck={false}
          value={entry.key}
          onChange={(event) => onChange({ key: event.currentTarget.value })}
        />
        <NestedValue
          name={name}
          value={entry.value}
          wanted={ENTRY}
          place={place}
          onChange={(value) => onChange({ value: value.kind === 'unset' ? UNSET : value })}
        />
      </div>
      <Button
        variant="ghost"
        size="icon"
        aria-label={`Remove ${name}`}
        onClick={onRemove}
        className="text-muted-foreground"
      >
        <X aria-hidden="true" />
      </Button>
    </div>
  )
}

/** What a name of one's own may hold: anything. */
const ENTRY = { ...ANYTHING, additionalProperties: true } as const
