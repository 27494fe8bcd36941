import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import {
  clearSchemaHistory,
  type SchemaClearing,
  type SchemaKind,
  schemaKey,
} from '../../api/schema.ts'
import { DialogForm, DialogHeading, PlainDialog } from '../../components/form-dialog.tsx'
import { Checkbox } from '../../components/ui/checkbox.tsx'
import { toast } from '../../components/ui/toast.tsx'
import { KIND_NAMES, KINDS } from './wording.tsx'

export interface ClearHistoryDialogProps {
  sourceId: string
  /** The tab that one comes from. */
  kind: SchemaKind
  onClose: () => void
}

const CLEARINGS: Record<SchemaClearing, string> = {
  allowed: 'What is allowed',
  blocked: 'What is blocked',
  archived: 'What is archived',
}
const ALL_CLEARINGS = Object.keys(CLEARINGS) as SchemaClearing[]

/** Forgets what was seen; nothing that was sent. A default export, as `lazy` wants it. */
export default function ClearHistoryDialog(props: ClearHistoryDialogProps) {
  const { sourceId, kind, onClose } = props
  const queries = useQueryClient()
  const [kinds, setKinds] = useState<readonly SchemaKind[]>([kind])
  const [what, setWhat] = useState<readonly SchemaClearing[]>(ALL_CLEARINGS)
  const [missing, setMissing] = useState<string>()
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => clearSchemaHistory(sourceId, kinds, what),
    meta: { showsError: true },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: schemaKey(sourceId) })
      toast.success('The history is cleared. It fills again with what comes in.')
      onClose()
    },
  })
  const submit = () => {
    const found = kinds.length === 0 || what.length === 0 ? 'Tick at least one of each.' : undefined
    setMissing(found)
    if (found === undefined) mutate()
  }
  return (
    <PlainDialog onClose={onClose}>
      <DialogForm
        heading={
          <DialogHeading title="Clear the history of the schema?">
            Names, types, times and counts that were seen so far are forgotten on this page, and
            there is no way back. Events in the archive and the books stay, and so does every
            switch: what is blocked stays blocked.
          </DialogHeading>
        }
        problem={missing ?? error?.message}
        action="Clear the history"
        destructive
        busy={isPending}
        onSubmit={submit}
      >
        <Ticks legend="Of" options={KINDS} names={KIND_NAMES} value={kinds} onChange={setKinds} />
        <Ticks
          legend="Forget"
          options={ALL_CLEARINGS}
          names={CLEARINGS}
          value={what}
          onChange={setWhat}
        />
      </DialogForm>
    </PlainDialog>
  )
}

interface TicksProps<T extends string> {
  legend: string
  options: readonly T[]
  names: Record<T, string>
  value: readonly T[]
  onChange: (value: T[]) => void
}

function Ticks<T extends string>({ legend, options, names, value, onChange }: TicksProps<T>) {
  const id = useId()
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-medium">{legend}</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-2">
        {options.map((option) => (
          <span key={option} className="flex items-center gap-2 text-sm">
            <Checkbox
              id={`${id}-${option}`}
              checked={value.includes(option)}
              onCheckedChange={(checked) =>
                onChange(
                  options.filter((it) => (it === option ? checked === true : value.includes(it))),
                )
              }
            />
            <label htmlFor={`${id}-${option}`}>{names[option]}</label>
          </span>
        ))}
      </div>
    </fieldset>
  )
}
