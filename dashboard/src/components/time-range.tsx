import { CalendarRange, Check, ChevronDown } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { hourToDate } from '../format/hours.ts'
import {
  customRange,
  type FineRange,
  hoursOf,
  isPreset,
  labelOfRange,
  MAX_RANGE_DAYS,
  type PresetRange,
  problemOf,
  SHORT_RANGE,
  SHORT_RANGE_LABEL,
  TIME_RANGES,
  type TimeRange,
} from '../format/time-range.ts'
import { Button } from './ui/button.tsx'
import { cn } from './ui/cn.ts'
import { Field } from './ui/field.tsx'
import { CONTROL_CLASSES, Input } from './ui/input.tsx'
import { Popover, PopoverContent, PopoverTrigger } from './ui/popover.tsx'

export type TimeRangeSelectProps =
  | { value: TimeRange; onChange: (range: TimeRange) => void; fine?: false }
  /** With ten minutes among the choices. */
  | { value: FineRange; onChange: (range: FineRange) => void; fine: true }

/** How far back a page looks, or from when to when. Its choice belongs into the page's address. */
export function TimeRangeSelect(props: TimeRangeSelectProps) {
  const { value, onChange } = props
  const [open, setOpen] = useState(false)
  const choose = (range: TimeRange) => {
    onChange(range)
    setOpen(false)
  }
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger
        className={cn(CONTROL_CLASSES, 'flex h-9 w-auto max-w-full items-center gap-2 px-3')}
      >
        <CalendarRange className="size-4 shrink-0 text-muted-foreground" aria-hidden="true" />
        <span className="sr-only">Time range:</span>
        <span className="truncate">{labelOfRange(value)}</span>
        <ChevronDown className="size-4 shrink-0 text-muted-foreground" aria-hidden="true" />
      </PopoverTrigger>
      <PopoverContent align="end" className="w-72" aria-label="Time range">
        <div className="grid gap-0.5 p-1">
          {props.fine && (
            <RangeButton
              label={SHORT_RANGE_LABEL}
              isChosen={value === SHORT_RANGE}
              onClick={() => {
                props.onChange(SHORT_RANGE)
                setOpen(false)
              }}
            />
          )}
          {Object.entries(TIME_RANGES).map(([range, { label }]) => (
            <RangeButton
              key={range}
              label={label}
              isChosen={range === value}
              // A key of the table that it comes from.
              onClick={() => choose(range as PresetRange)}
            />
          ))}
        </div>
        <CustomRangeForm value={value} onChange={choose} />
      </PopoverContent>
    </Popover>
  )
}

interface RangeButtonProps {
  label: string
  isChosen: boolean
  onClick: () => void
}

function RangeButton({ label, isChosen, onClick }: RangeButtonProps) {
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      onClick={onClick}
      className="flex h-8 items-center justify-between rounded-sm px-2 text-left text-sm hover:bg-accent hover:text-accent-foreground focus-visible:-outline-offset-2"
    >
      {label}
      {isChosen && <Check className="size-4" aria-hidden="true" />}
    </button>
  )
}

interface CustomRangeFormProps {
  value: FineRange
  onChange: (range: TimeRange) => void
}

function CustomRangeForm({ value, onChange }: CustomRangeFormProps) {
  const isShort = value === SHORT_RANGE
  const [shown] = useState(() => hoursOf(isShort ? '1h' : value, Date.now()))
  const [from, setFrom] = useState(() => toInput(shown.from))
  const [to, setTo] = useState(() => toInput(shown.to))
  const [problem, setProblem] = useState<string>()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const times = [Date.parse(from), Date.parse(to)] as const
    const found = problemOf(...times)
    setProblem(found)
    if (found === undefined) onChange(customRange(...times))
  }
  return (
    <form onSubmit={submit} className="grid gap-3 border-t p-3" noValidate>
      <div className="flex items-center justify-between gap-2 text-sm font-medium">
        Other hours
        {!isShort && !isPreset(value) && <Check className="size-4" aria-hidden="true" />}
      </div>
      <HourField label="From" value={from} onChange={setFrom} />
      <HourField
        label="To"
        value={to}
        onChange={setTo}
        hint={`Your time zone; up to ${MAX_RANGE_DAYS} days.`}
        error={problem}
      />
      <Button type="submit" size="sm">
        Show these hours
      </Button>
    </form>
  )
}

interface HourFieldProps {
  label: string
  value: string
  onChange: (value: string) => void
  hint?: string
  error?: string | undefined
}

function HourField({ value, onChange, ...rest }: HourFieldProps) {
  return (
    <Field {...rest}>
      <Input
        type="datetime-local"
        step={3600}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </Field>
  )
}

/** As the control writes it: without a time zone, in the reader's own. */
function toInput(hour: string): string {
  const date = new Date(hourToDate(hour))
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
