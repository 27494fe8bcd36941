import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Check, Plus } from 'lucide-react'
import { useState } from 'react'
import { createLabel, labelsQuery } from '../../api/labels.ts'
import type { SourceLabel } from '../../api/source-details.ts'
import { Button } from '../../components/ui/button.tsx'
import { cn } from '../../components/ui/cn.ts'
import { Field } from '../../components/ui/field.tsx'
import { Input } from '../../components/ui/input.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { useMay } from '../../components/use-may.ts'

export interface LabelPickerProps {
  value: readonly SourceLabel[]
  onChange: (labels: readonly SourceLabel[]) => void
}

/** Picks from the workspace's labels; of one key a source carries one value at most. */
export function LabelPicker({ value, onChange }: LabelPickerProps) {
  const { data: labels, isError } = useQuery(labelsQuery())
  const may = useMay()
  const [adding, setAdding] = useState(false)
  const isOn = (label: SourceLabel) => value.some((one) => isSame(one, label))
  const toggle = (label: SourceLabel) => {
    const others = value.filter(({ key }) => key !== label.key)
    onChange(isOn(label) ? others : [...others, { key: label.key, value: label.value }])
  }
  return (
    <fieldset className="grid gap-2">
      <legend className="text-sm font-medium">Labels</legend>
      <p className="text-[0.8125rem] text-muted-foreground">
        Labels tell sources apart, production from development for one; roles can be limited to
        them.
      </p>
      {isError && (
        <p className="text-[0.8125rem] text-muted-foreground">The labels could not be loaded.</p>
      )}
      <div className="flex min-h-8 flex-wrap gap-1.5">
        {labels === undefined && !isError && (
          <>
            <Skeleton className="h-8 w-36 rounded-full" />
            <Skeleton className="h-8 w-36 rounded-full" />
          </>
        )}
        {labels?.map((label) => (
          <LabelToggle
            key={`${label.key}:${label.value}`}
            label={label}
            on={isOn(label)}
            onToggle={() => toggle(label)}
          />
        ))}
        {may.all('write', 'label') && !adding && (
          <Button
            variant="ghost"
            size="sm"
            className="rounded-full"
            onClick={() => setAdding(true)}
          >
            <Plus aria-hidden="true" />
            New label
          </Button>
        )}
      </div>
      {adding && (
        <NewLabel
          onDone={(label) => {
            setAdding(false)
            if (label !== null) toggle(label)
          }}
        />
      )}
    </fieldset>
  )
}

const isSame = (a: SourceLabel, b: SourceLabel): boolean => a.key === b.key && a.value === b.value

interface LabelToggleProps {
  label: SourceLabel
  on: boolean
  onToggle: () => void
}

function LabelToggle({ label: { key, value }, on, onToggle }: LabelToggleProps) {
  return (
    <button
      type="button"
      aria-pressed={on}
      onClick={onToggle}
      className={cn(
        'flex h-8 items-center gap-1.5 rounded-full border px-3 text-[0.8125rem]',
        on
          ? 'border-primary bg-accent font-medium text-accent-foreground'
          : 'border-input bg-card hover:bg-muted',
      )}
    >
      {on && <Check className="size-3.5" aria-hidden="true" />}
      {key}:{value}
    </button>
  )
}

/** Not a form: it stands inside of one. */
function NewLabel({ onDone }: { onDone: (label: SourceLabel | null) => void }) {
  const [key, setKey] = useState('')
  const [value, setValue] = useState('')
  const queryClient = useQueryClient()
  const { mutate, error, isPending } = useMutation({
    meta: { showsError: true },
    mutationFn: async () => {
      const label = await createLabel({ key: key.trim(), value: value.trim() })
      await queryClient.invalidateQueries({ queryKey: ['labels'] })
      onDone(label)
    },
  })
  const problem = error?.message
  const ready = key.trim() !== '' && value.trim() !== ''
  return (
    <fieldset
      className="grid gap-3 rounded-md border p-3"
      onKeyDown={(event) => {
        if (event.key === 'Enter' && event.target instanceof HTMLInputElement) {
          event.preventDefault()
          if (ready) mutate()
        }
        if (event.key === 'Escape') onDone(null)
      }}
    >
      <legend className="sr-only">New label</legend>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Key" hint="For instance: region">
          <Input
            autoFocus
            maxLength={100}
            autoComplete="off"
            value={key}
            onChange={(event) => setKey(event.currentTarget.value)}
          />
        </Field>
        <Field label="Value" hint="For instance: europe" error={problem}>
          <Input
            maxLength={100}
            autoComplete="off"
            value={value}
            onChange={(event) => setValue(event.currentTarget.value)}
          />
        </Field>
      </div>
      <div className="flex justify-end gap-2">
        <Button variant="ghost" size="sm" onClick={() => onDone(null)}>
          Cancel
        </Button>
        <Button
          variant="secondary"
          size="sm"
          busy={isPending}
          disabled={!ready}
          onClick={() => mutate()}
        >
          Make the label
        </Button>
      </div>
    </fieldset>
  )
}
