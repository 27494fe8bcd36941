import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { CodeFrame } from './code-frame.tsx'
import { cn } from './ui/cn.ts'
import { ScrollRegion } from './ui/scroll-region.tsx'

export interface EventJsonProps {
  value: unknown
  /** Named above it and in its copy button: "event". */
  what?: string
  /** How many levels are open at first. */
  openLevels?: number
  className?: string
}

/** JSON as a tree: objects and lists fold, everything can be selected and copied. */
export function EventJson({ value, what = 'event', openLevels = 2, className }: EventJsonProps) {
  return (
    <CodeFrame
      title={`${what.charAt(0).toUpperCase()}${what.slice(1)}`}
      text={JSON.stringify(value, null, 2) ?? ''}
      what={what}
      className={className ?? ''}
    >
      <ScrollRegion
        label={`${what} as JSON`}
        className="py-2.5 pr-4 pl-2 focus-visible:-outline-offset-2"
      >
        <div className="w-fit font-mono text-[0.8125rem] leading-6">
          <Node value={value} level={0} openLevels={openLevels} />
        </div>
      </ScrollRegion>
    </CodeFrame>
  )
}

interface NodeProps {
  name?: string
  value: unknown
  level: number
  openLevels: number
}

function Node({ name, value, level, openLevels }: NodeProps) {
  const [open, setOpen] = useState(level < openLevels)
  if (typeof value !== 'object' || value === null) {
    return (
      <div className="pl-5 whitespace-pre">
        <Name name={name} />
        <Scalar value={value} />
      </div>
    )
  }
  const isList = Array.isArray(value)
  const entries: [string, unknown][] = isList
    ? value.map((item, index) => [String(index), item])
    : Object.entries(value)
  const [start, end] = isList ? ['[', ']'] : ['{', '}']
  if (entries.length === 0) {
    return (
      <div className="pl-5 whitespace-pre">
        <Name name={name} />
        <span className="text-muted-foreground">
          {start}
          {end}
        </span>
      </div>
    )
  }
  return (
    <div>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex items-center rounded-sm pr-1 text-left whitespace-pre hover:bg-muted"
      >
        <ChevronRight
          className={cn('mr-1 size-4 shrink-0 text-muted-foreground', open && 'rotate-90')}
          aria-hidden="true"
        />
        <Name name={name} />
        <span className="text-muted-foreground">
          {open ? start : `${start} ${summary(entries.length, isList)} ${end}`}
        </span>
      </button>
      {open && (
        <>
          <div className="ml-2 border-l pl-2">
            {entries.map(([key, item]) => (
              <Node
                key={key}
                {...(!isList && { name: key })}
                value={item}
                level={level + 1}
                openLevels={openLevels}
              />
            ))}
          </div>
          <div className="pl-5 text-muted-foreground">{end}</div>
        </>
      )}
    </div>
  )
}

function Name({ name }: { name: string | undefined }) {
  if (name === undefined) return null
  return (
    <>
      <span className="text-foreground">{JSON.stringify(name)}</span>
      <span className="text-muted-foreground">: </span>
    </>
  )
}

function Scalar({ value }: { value: unknown }) {
  const tone =
    typeof value === 'string'
      ? 'text-success'
      : typeof value === 'number'
        ? 'text-info'
        : 'text-warning'
  return <span className={tone}>{JSON.stringify(value) ?? 'undefined'}</span>
}

function summary(count: number, isList: boolean): string {
  const word = isList ? 'item' : 'field'
  return `${count} ${word}${count === 1 ? '' : 's'}`
}
