import { Plus, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { FieldPicker } from '../../components/source-fields/field-picker.tsx'
import type { SourceField } from '../../components/source-fields/source-fields.ts'
import { Button } from '../../components/ui/button.tsx'
import { Field } from '../../components/ui/field.tsx'
import { Input } from '../../components/ui/input.tsx'
import { type ActionDraft, newAction, problemOfAction } from './filter-draft.ts'
import { ACTION_TYPES, ACTIONS } from './filter-words.ts'
import { SelectedFields } from './selected-fields.tsx'

export interface ActionsEditorProps {
  actions: readonly ActionDraft[]
  fields: readonly SourceField[]
  /** The form was to be saved: what is missing is said. */
  asked: boolean
  onChange: (actions: readonly ActionDraft[]) => void
}

/** What a filter does with the events that fit. */
export function ActionsEditor({ actions, fields, asked, onChange }: ActionsEditorProps) {
  const dropsAll = actions.some(({ type }) => type === 'DROP') && actions.length > 1
  return (
    <fieldset className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3">
      <legend className="mb-2 text-sm font-medium">What happens to them</legend>
      {actions.map((action) => (
        <ActionCard
          key={action.id}
          action={action}
          problem={asked ? problemOfAction(action) : undefined}
          onRemove={() => onChange(actions.filter(({ id }) => id !== action.id))}
        >
          <ActionSettings
            action={action}
            fields={fields}
            onChange={(next) => onChange(actions.map((one) => (one.id === next.id ? next : one)))}
          />
        </ActionCard>
      ))}
      {asked && actions.length === 0 && (
        <p role="alert" className="text-[0.8125rem] text-destructive">
          Choose what happens to the events.
        </p>
      )}
      {dropsAll && (
        <p className="text-[0.8125rem] text-muted-foreground">
          What is dropped is dropped: the other actions of this filter have nothing left to do.
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        {ACTION_TYPES.filter(
          (type) => type !== 'DROP' || !actions.some((a) => a.type === type),
        ).map((type) => (
          <Button
            key={type}
            variant="secondary"
            size="sm"
            title={ACTIONS[type].text}
            onClick={() => onChange([...actions, newAction(type)])}
          >
            <Plus aria-hidden="true" />
            {ACTIONS[type].name}
          </Button>
        ))}
      </div>
    </fieldset>
  )
}

interface ActionCardProps {
  action: ActionDraft
  problem: string | undefined
  onRemove: () => void
  children: ReactNode
}

function ActionCard({ action, problem, onRemove, children }: ActionCardProps) {
  const { name, text } = ACTIONS[action.type]
  return (
    <section aria-label={name} className="grid gap-3 rounded-md border p-4">
      <div className="flex items-start justify-between gap-3">
        <div>
          <h3 className="text-sm font-semibold">{name}</h3>
          <p className="text-[0.8125rem] text-muted-foreground">{text}</p>
        </div>
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={`Remove ${name}`}
          onClick={onRemove}
          className="text-muted-foreground"
        >
          <X aria-hidden="true" />
        </Button>
      </div>
      {children}
      {problem !== undefined && (
        <p role="alert" className="text-[0.8125rem] text-destructive">
          {problem}
        </p>
      )}
    </section>
  )
}

interface ActionSettingsProps {
  action: ActionDraft
  fields: readonly SourceField[]
  onChange: (action: ActionDraft) => void
}

function ActionSettings({ action, fields, onChange }: ActionSettingsProps) {
  switch (action.type) {
    case 'DROP':
      return null
    case 'SAMPLE':
      return <SampleSettings action={action} fields={fields} onChange={onChange} />
    default:
      return (
        <SelectedFields
          isAllowed={action.type === 'ALLOW_PROPERTIES'}
          objects={action.objects}
          fields={fields}
          onChange={(objects) => onChange({ ...action, objects })}
        />
      )
  }
}

interface SampleSettingsProps {
  action: ActionDraft & { type: 'SAMPLE' }
  fields: readonly SourceField[]
  onChange: (action: ActionDraft) => void
}

function SampleSettings({ action, fields, onChange }: SampleSettingsProps) {
  const { percent, path } = action
  return (
    <div className="grid items-start gap-4 sm:grid-cols-[9rem_minmax(0,1fr)]">
      <Field label="Sent, in percent">
        <Input
          inputMode="decimal"
          value={percent}
          onChange={(event) => onChange({ ...action, percent: event.currentTarget.value })}
        />
      </Field>
      <div className="grid gap-1.5">
        <span className="text-sm font-medium">Decided by</span>
        <div className="flex gap-1.5">
          <FieldPicker
            label="Decided by"
            placeholder="Each event by itself"
            fields={fields}
            value={path}
            onChange={(keys) => onChange({ ...action, path: keys })}
          />
          {path.length > 0 && (
            <Button
              variant="ghost"
              size="icon"
              aria-label="Decide each event by itself"
              onClick={() => onChange({ ...action, path: [] })}
            >
              <X aria-hidden="true" />
            </Button>
          )}
        </div>
        <p className="text-[0.8125rem] text-muted-foreground">
          With a field such as <code className="font-mono text-xs">userId</code>, all events of one
          person are sent, or none of them.
        </p>
      </div>
    </div>
  )
}
