import { ChevronDown } from 'lucide-react'
import { useId, useState } from 'react'
import { FieldList } from '../../../components/source-fields/field-picker.tsx'
import type { SourceField } from '../../../components/source-fields/source-fields.ts'
import { Button } from '../../../components/ui/button.tsx'
import { cn } from '../../../components/ui/cn.ts'
import { Input } from '../../../components/ui/input.tsx'
import { Popover, PopoverContent, PopoverTrigger } from '../../../components/ui/popover.tsx'
import { keysOfPath, mappingPath } from '../model/event-paths.ts'
import { useMappingScope } from './mapping-scope.tsx'

export interface PathInputProps {
  name: string
  value: string
  onChange: (path: string) => void
}

/** A field of the event: chosen from what the source sends, or typed. */
export function PathInput({ name, value, onChange }: PathInputProps) {
  const id = useId()
  const { fields } = useMappingScope()
  const sample = sampleAt(fields, value)
  return (
    <div className="grid min-w-0 gap-1">
      <div className="relative">
        <Input
          aria-label={`${name}: event field`}
          aria-describedby={sample === undefined ? undefined : `${id}-sample`}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          placeholder="$.properties.…"
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          className="pr-10 font-mono text-[0.8125rem]"
        />
        <ChooseField
          label={`Choose a field for ${name}`}
          fields={fields}
          onChoose={(keys) => onChange(mappingPath(keys))}
          className="absolute top-0.5 right-0.5"
        />
      </div>
      {sample !== undefined && (
        <p id={`${id}-sample`} className="truncate text-xs text-muted-foreground">
          Lately: <span className="font-mono">{sample}</span>
        </p>
      )}
    </div>
  )
}

interface ChooseFieldProps {
  label: string
  fields: readonly SourceField[]
  onChoose: (keys: readonly string[]) => void
  className?: string
}

/** The button that opens the list of fields. */
export function ChooseField({ label, fields, onChoose, className }: ChooseFieldProps) {
  const [open, setOpen] = useState(false)
  const [host, setHost] = useState<HTMLElement | null>(null)
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button
          ref={(element: HTMLElement | null) =>
            setHost(element?.closest<HTMLElement>('[role=dialog]') ?? null)
          }
          variant="ghost"
          size="icon-sm"
          aria-label={label}
          className={cn('text-muted-foreground', className)}
        >
          <ChevronDown aria-hidden="true" />
        </Button>
      </PopoverTrigger>
      <PopoverContent
        container={host}
        align="end"
        aria-label={label}
        className="w-[min(26rem,calc(100vw-2rem))]"
      >
        <FieldList
          label={label}
          fields={fields}
          chosen=""
          onChange={(keys) => {
            setOpen(false)
            onChoose(keys)
          }}
        />
      </PopoverContent>
    </Popover>
  )
}

function sampleAt(fields: readonly SourceField[], path: string): string | undefined {
  const keys = keysOfPath(path)
  if (keys === null) return undefined
  const isSame = (field: SourceField) =>
    field.keys.length === keys.length && field.keys.every((key, index) => key === keys[index])
  return fields.find((field) => isSame(field))?.values[0]
}
