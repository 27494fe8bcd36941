import { Plus, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { Field } from '../../components/ui/field.tsx'
import { Input } from '../../components/ui/input.tsx'
import { Popover, PopoverContent, PopoverTrigger } from '../../components/ui/popover.tsx'

export interface Exact {
  name: string | undefined
  user: string | undefined
}

export interface ExactFiltersProps {
  value: Exact
  onChange: (change: Partial<Exact>) => void
}

/** Filters that want a whole value: a form to set them, and what is set, each with a way to take it off. */
export function ExactFilters({ value, onChange }: ExactFiltersProps) {
  const [open, setOpen] = useState(false)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const textOf = (key: string) => String(form.get(key) ?? '').trim() || undefined
    onChange({ name: textOf('name'), user: textOf('user') })
    setOpen(false)
  }
  return (
    <>
      <Popover open={open} onOpenChange={setOpen}>
        <PopoverTrigger asChild>
          <Button variant="secondary">
            <Plus aria-hidden="true" />
            Name or user
          </Button>
        </PopoverTrigger>
        <PopoverContent aria-label="Name or user" className="w-72 p-4">
          <form className="grid gap-4" onSubmit={submit}>
            <Field label="Event name" hint="Exactly this one: capitals count.">
              <Input name="name" defaultValue={value.name} autoComplete="off" maxLength={200} />
            </Field>
            <Field label="User id or anonymous id">
              <Input name="user" defaultValue={value.user} autoComplete="off" maxLength={500} />
            </Field>
            <Button type="submit" size="sm" className="justify-self-end">
              Filter
            </Button>
          </form>
        </PopoverContent>
      </Popover>
      {value.name !== undefined && (
        <Chip label="Name" value={value.name} onRemove={() => onChange({ name: undefined })} />
      )}
      {value.user !== undefined && (
        <Chip label="User" value={value.user} onRemove={() => onChange({ user: undefined })} />
      )}
    </>
  )
}

function Chip({ label, value, onRemove }: { label: string; value: string; onRemove: () => void }) {
  return (
    <span className="inline-flex h-9 max-w-full items-center gap-1.5 rounded-md bg-accent pr-1 pl-3 text-sm text-accent-foreground">
      <span className="shrink-0">{label}:</span>
      <strong className="truncate font-medium">{value}</strong>
      <button
        type="button"
        onClick={onRemove}
        aria-label={`Remove the filter ${label} ${value}`}
        className="grid size-7 shrink-0 place-items-center rounded-sm hover:bg-background/60"
      >
        <X className="size-3.5" aria-hidden="true" />
      </button>
    </span>
  )
}
