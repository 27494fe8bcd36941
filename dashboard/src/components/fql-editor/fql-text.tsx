import { Plus } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import type { FqlError } from '../../../../worker/domain/fql/ast.ts'
import { FieldList } from '../source-fields/field-picker.tsx'
import { pathOf, type SourceField } from '../source-fields/source-fields.ts'
import { Button } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { CONTROL_CLASSES } from '../ui/input.tsx'
import { Popover, PopoverContent, PopoverTrigger } from '../ui/popover.tsx'
import { LanguageHelp } from './language-help.tsx'
import { placeOf, splitAt } from './places.ts'

export interface FqlTextProps {
  label: string
  value: string
  onChange: (text: string) => void
  fields: readonly SourceField[]
  /** Where it is no filter, and why. */
  error: FqlError | undefined
}

/** Both layers have to break their lines at the same places. */
const TEXT_CLASSES =
  'px-3 py-2 font-mono text-[0.8125rem] leading-6 whitespace-pre-wrap [overflow-wrap:anywhere]'

/** A filter as text. What is wrong is underlined where it is wrong, and said below with its place. */
export function FqlText({ label, value, onChange, fields, error }: FqlTextProps) {
  const id = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const isBlank = value.trim() === ''
  const shownError = isBlank ? undefined : error
  const select = (from: number, to: number) => {
    area.current?.focus()
    area.current?.setSelectionRange(from, to)
  }
  const insert = (text: string) => {
    const element = area.current
    const from = element?.selectionStart ?? value.length
    const to = element?.selectionEnd ?? value.length
    onChange(`${value.slice(0, from)}${text}${value.slice(to)}`)
    // After the popover has given the focus back.
    setTimeout(() => select(from + text.length, from + text.length))
  }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <div className="relative grid">
        <Underline value={value} error={shownError} />
        <textarea
          ref={area}
          id={id}
          aria-label={`${label} as text`}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          aria-invalid={shownError !== undefined || undefined}
          aria-describedby={`${id}-problem`}
          placeholder="type = 'track' and properties.total > 100"
          className={cn(
            CONTROL_CLASSES,
            TEXT_CLASSES,
            'relative col-start-1 row-start-1 field-sizing-content min-h-24 resize-none bg-transparent',
          )}
        />
      </div>
      <div id={`${id}-problem`} role="status" className="min-h-5 text-[0.8125rem]">
        {shownError !== undefined ? (
          <p className="text-destructive">
            <button
              type="button"
              onClick={() => select(shownError.at, shownError.at + 1)}
              className="rounded-sm font-semibold underline underline-offset-2"
            >
              {placeOf(value, shownError.at)}
            </button>
            : {shownError.message}
          </p>
        ) : (
          isBlank && (
            <p className="text-muted-foreground">
              Write a condition, or <code className="font-mono text-xs">all</code> for every event.
            </p>
          )
        )}
      </div>
      <div className="flex flex-wrap items-start justify-between gap-2">
        <InsertField fields={fields} onInsert={(field) => insert(pathOf(field))} />
        <LanguageHelp />
      </div>
    </div>
  )
}

/** Behind the text: nothing but the line under what is wrong. */
function Underline({ value, error }: { value: string; error: FqlError | undefined }) {
  if (error === undefined) return null
  const { before, marked, after } = splitAt(value, error.at)
  return (
    <div
      aria-hidden="true"
      className={cn(
        TEXT_CLASSES,
        'pointer-events-none col-start-1 row-start-1 overflow-hidden border border-transparent text-transparent select-none',
      )}
    >
      {before}
      <mark className="rounded-xs bg-destructive-soft text-transparent underline decoration-destructive decoration-wavy decoration-1 underline-offset-3">
        {marked}
      </mark>
      {after}
    </div>
  )
}

interface InsertFieldProps {
  fields: readonly SourceField[]
  onInsert: (keys: readonly string[]) => void
}

function InsertField({ fields, onInsert }: InsertFieldProps) {
  const [open, setOpen] = useState(false)
  const [host, setHost] = useState<HTMLElement | null>(null)
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button
          variant="secondary"
          size="sm"
          ref={(element) => setHost(element?.closest<HTMLElement>('[role=dialog]') ?? null)}
        >
          <Plus aria-hidden="true" />
          Insert a field
        </Button>
      </PopoverTrigger>
      <PopoverContent
        container={host}
        className="w-[min(22rem,calc(100vw-2rem))]"
        aria-label="Insert a field"
      >
        <FieldList
          label="Insert a field"
          fields={fields}
          chosen=""
          onChange={(keys) => {
            setOpen(false)
            onInsert(keys)
          }}
        />
      </PopoverContent>
    </Popover>
  )
}
