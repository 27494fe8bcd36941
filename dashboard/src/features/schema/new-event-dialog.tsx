import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { addExpectedEvent, schemaKey } from '../../api/schema.ts'
import { DialogForm, DialogHeading, PlainDialog } from '../../components/form-dialog.tsx'
import { Field } from '../../components/ui/field.tsx'
import { Input } from '../../components/ui/input.tsx'
import { toast } from '../../components/ui/toast.tsx'

export interface NewEventDialogProps {
  sourceId: string
  onClose: () => void
}

const MAX_NAME_CHARS = 200

/** Lists an event before it is first seen, so that it can be controlled. A default export, as `lazy` wants it. */
export default function NewEventDialog({ sourceId, onClose }: NewEventDialogProps) {
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [missing, setMissing] = useState<string>()
  const { mutate, error, isPending } = useMutation({
    mutationFn: (wanted: string) => addExpectedEvent(sourceId, wanted),
    meta: { showsError: true },
    onSuccess: async (_answer, wanted) => {
      await queries.invalidateQueries({ queryKey: schemaKey(sourceId) })
      toast.success(`“${wanted}” is on the list. Set its switches before the first one comes.`)
      onClose()
    },
  })
  const submit = () => {
    const wanted = name.trim()
    setMissing(wanted === '' ? 'Give the event a name.' : undefined)
    if (wanted !== '') mutate(wanted)
  }
  return (
    <PlainDialog onClose={onClose}>
      <DialogForm
        heading={
          <DialogHeading title="New event">
            It is put on the list before it is first seen: to block it from the start, or to choose
            the destinations that get it.
          </DialogHeading>
        }
        problem={error && error.fields.name === undefined ? error.message : undefined}
        action="Add event"
        busy={isPending}
        onSubmit={submit}
      >
        <Field
          label="Event name"
          hint="Exactly as it will be sent: upper and lower case count. What was done to what, such as Order Completed."
          error={missing ?? error?.fields.name}
        >
          <Input
            autoFocus
            autoComplete="off"
            maxLength={MAX_NAME_CHARS}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        </Field>
      </DialogForm>
    </PlainDialog>
  )
}
