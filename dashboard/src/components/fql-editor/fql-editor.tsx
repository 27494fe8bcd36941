import { useId, useState } from 'react'
import { parseFql } from '../../../../worker/domain/fql/parse.ts'
import type { SourceField } from '../source-fields/source-fields.ts'
import { cn } from '../ui/cn.ts'
import { ConditionBuilder } from './condition-builder.tsx'
import { type Conditions, readConditions, writeConditions } from './conditions.ts'
import { FqlText } from './fql-text.tsx'

export interface FqlEditorProps {
  /** What the filter is to its form: "Condition", "Trigger". */
  label: string
  /** FQL; `all` is every event. */
  value: string
  /**
   * Gets what is typed, also while it is no filter yet: `parseFql` says whether it is one, and a form
   * that has one that is not should not be sent.
   */
  onChange: (fql: string) => void
  /** To choose from, from `useSourceFields(sourceId)`. */
  fields: readonly SourceField[]
  /** What the service said of it. */
  error?: string | undefined
}

interface Draft {
  mode: 'rows' | 'text'
  conditions: Conditions | null
  /** What the conditions say; another text from outside is read anew. */
  text: string
}

/**
 * A filter in the filter language, for whoever edits one: a destination filter's condition, a mapping's trigger.
 * Most are edited as rows of field, comparison and value; what rows cannot show is edited as text, with its
 * errors at their place. The form owns the text, and the text is all there is: rows are read from it.
 */
export function FqlEditor({ label, value, onChange, fields, error }: FqlEditorProps) {
  const id = useId()
  const [draft, setDraft] = useState(() => draftOf(value))
  const [asked, setAsked] = useState(false)
  const current = draft.text === value ? draft : draftOf(value, draft.mode)
  if (current !== draft) setDraft(current)
  const parsed = parseFql(value)
  const toRows = () => {
    const conditions = readConditions(value)
    if (conditions !== null) setDraft({ mode: 'rows', conditions, text: value })
    else setAsked(true)
  }
  const isText = current.mode === 'text' || current.conditions === null
  return (
    <fieldset
      aria-labelledby={`${id}-label`}
      aria-describedby={`${id}-error`}
      className="grid grid-cols-[minmax(0,1fr)] gap-2"
    >
      <div className="flex flex-wrap items-center justify-between gap-2">
        <span id={`${id}-label`} className="text-sm font-medium">
          {label}
        </span>
        <ModeSwitch
          isText={isText}
          onRows={toRows}
          onText={() => {
            setAsked(false)
            setDraft({ ...current, mode: 'text' })
          }}
        />
      </div>
      {isText || current.conditions === null ? (
        <FqlText
          label={label}
          value={value}
          fields={fields}
          error={parsed.ok ? undefined : parsed.error}
          onChange={(text) => {
            setAsked(false)
            setDraft({ mode: 'text', conditions: null, text })
            onChange(text)
          }}
        />
      ) : (
        <ConditionBuilder
          conditions={current.conditions}
          fields={fields}
          onChange={(conditions) => {
            const text = writeConditions(conditions)
            setDraft({ mode: 'rows', conditions, text })
            onChange(text)
          }}
        />
      )}
      {asked && isText && (
        <p role="status" className="text-[0.8125rem] text-muted-foreground">
          {parsed.ok
            ? 'This says more than rows can show, so it is edited as text.'
            : 'Mend the text first; then it can be shown as rows.'}
        </p>
      )}
      <div id={`${id}-error`}>
        {error !== undefined && (
          <p role="alert" className="text-[0.8125rem] text-destructive">
            {error}
          </p>
        )}
      </div>
    </fieldset>
  )
}

function draftOf(text: string, mode: Draft['mode'] = 'rows'): Draft {
  const conditions = mode === 'text' ? null : readConditions(text)
  return { mode: conditions === null ? 'text' : mode, conditions, text }
}

interface ModeSwitchProps {
  isText: boolean
  onRows: () => void
  onText: () => void
}

function ModeSwitch({ isText, onRows, onText }: ModeSwitchProps) {
  return (
    <fieldset className="flex rounded-md border bg-muted/60 p-0.5">
      <legend className="sr-only">Edit as</legend>
      <ModeButton isOn={!isText} onClick={onRows}>
        Rows
      </ModeButton>
      <ModeButton isOn={isText} onClick={onText}>
        Text
      </ModeButton>
    </fieldset>
  )
}

function ModeButton(props: { isOn: boolean; onClick: () => void; children: string }) {
  return (
    <button
      type="button"
      aria-pressed={props.isOn}
      onClick={props.onClick}
      className={cn(
        'h-7 rounded-sm px-2.5 text-xs font-medium',
        props.isOn ? 'bg-card text-foreground shadow-card' : 'text-muted-foreground',
      )}
    >
      {props.children}
    </button>
  )
}
