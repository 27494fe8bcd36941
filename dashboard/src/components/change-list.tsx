import type { Change } from './diff.ts'
import { Badge } from './ui/badge.tsx'
import { cn } from './ui/cn.ts'

const TONES = { added: 'success', removed: 'destructive', changed: 'info' } as const

export interface ChangeListProps {
  changes: readonly Change[]
  className?: string
}

/** What became different, each place with its old and its new value. */
export function ChangeList({ changes, className }: ChangeListProps) {
  return (
    <ul className={cn('divide-y text-sm', className)}>
      {changes.map(({ path, kind, before, after }) => (
        <li key={`${kind} ${path}`} className="grid gap-1.5 px-4 py-3">
          <p className="flex items-center justify-between gap-3">
            <code className="font-mono text-xs font-medium wrap-anywhere">{path || 'value'}</code>
            <Badge tone={TONES[kind]}>{kind}</Badge>
          </p>
          {kind !== 'added' && before !== undefined && <Line sign="−" value={before} />}
          {kind !== 'removed' && <Line sign="+" value={after} />}
        </li>
      ))}
    </ul>
  )
}

function Line({ sign, value }: { sign: '+' | '−'; value: unknown }) {
  const tone =
    sign === '+' ? 'bg-success-soft text-success' : 'bg-destructive-soft text-destructive'
  return (
    <p className={`flex gap-2 rounded-sm px-2 py-1 font-mono text-xs wrap-anywhere ${tone}`}>
      <span aria-hidden="true">{sign}</span>
      <span className="sr-only">{sign === '+' ? 'after:' : 'before:'}</span>
      {typeof value === 'string' ? value || '""' : JSON.stringify(value)}
    </p>
  )
}
