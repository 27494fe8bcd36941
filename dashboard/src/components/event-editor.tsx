import { CircleAlert, TriangleAlert } from 'lucide-react'
import { useId, useRef } from 'react'
import type { EventProblem } from './check-event.ts'
import { cn } from './ui/cn.ts'
import { Label } from './ui/label.tsx'

export interface EventEditorProps {
  label: string
  value: string
  onChange: (value: string) => void
  problem: EventProblem | null
  /** Ctrl or ⌘ with Enter. */
  onSend: () => void
}

/** JSON with numbered lines; the line that is wrong is marked, and what is wrong is said below. */
export function EventEditor({ label, value, onChange, problem, onSend }: EventEditorProps) {
  const id = useId()
  const gutter = useRef<HTMLPreElement>(null)
  const lines = value.split('\n').length
  const isWrong = problem !== null && !problem.isWarning
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
      <Label htmlFor={id}>{label}</Label>
      <div
        className={cn(
          'flex h-88 overflow-hidden rounded-md border border-input bg-card shadow-card outline-ring focus-within:outline-2 focus-within:-outline-offset-1',
          isWrong && 'border-destructive',
        )}
      >
        <pre
          ref={gutter}
          aria-hidden="true"
          className="shrink-0 overflow-hidden border-r bg-muted/50 py-2 text-right font-mono text-[0.8125rem] leading-6 text-muted-foreground select-none"
        >
          {Array.from({ length: lines }, (_, index) => (
            <span
              // biome-ignore lint/suspicious/noArrayIndexKey: a line's number is all it is
              key={index}
              className={cn(
                'block min-w-9 px-2',
                problem?.line === index + 1 &&
                  (isWrong
                    ? 'bg-destructive-soft font-semibold text-destructive'
                    : 'bg-warning-soft font-semibold text-warning'),
              )}
            >
              {index + 1}
            </span>
          ))}
        </pre>
        <textarea
          id={id}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          onScroll={({ currentTarget }) => {
            if (gutter.current !== null) gutter.current.scrollTop = currentTarget.scrollTop
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
            event.preventDefault()
            onSend()
          }}
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          aria-invalid={isWrong || undefined}
          aria-describedby={`${id}-problem`}
          aria-keyshortcuts="Control+Enter Meta+Enter"
          className="min-w-0 flex-1 resize-none overflow-auto bg-transparent px-3 py-2 font-mono text-[0.8125rem] leading-6 outline-none"
        />
      </div>
      <div id={`${id}-problem`} role="status" className="min-h-5 text-[0.8125rem]">
        {problem !== null && <Problem problem={problem} />}
      </div>
    </div>
  )
}

function Problem({ problem: { line, text, isWarning } }: { problem: EventProblem }) {
  const Icon = isWarning ? TriangleAlert : CircleAlert
  return (
    <p className={cn('flex gap-1.5', isWarning ? 'text-warning' : 'text-destructive')}>
      <Icon aria-hidden="true" className="mt-0.5 size-3.5 shrink-0" />
      <span>
        <strong className="font-semibold">Line {line}:</strong> {text}
      </span>
    </p>
  )
}
