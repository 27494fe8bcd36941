import { Badge } from '../../components/ui/badge.tsx'
import { type PatchOperation, patchChanges } from './patch-changes.ts'

const TONES = { added: 'success', removed: 'destructive', changed: 'info' } as const

/** What a stage changed in the event, as a diff. */
export function PatchList({ event, patch }: { event: unknown; patch: readonly PatchOperation[] }) {
  return (
    <ul className="mt-2 divide-y overflow-hidden rounded-lg border">
      {patchChanges(event, patch).map(({ path, kind, before, after }) => (
        <li key={`${kind} ${path}`} className="grid gap-1.5 px-3 py-2.5">
          <p className="flex items-center justify-between gap-3">
            <code className="font-mono text-xs font-medium wrap-anywhere">{path}</code>
            <Badge tone={TONES[kind]}>{kind}</Badge>
          </p>
          {before !== undefined && <Line sign="−" value={before} />}
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
      {JSON.stringify(value) ?? 'nothing'}
    </p>
  )
}
