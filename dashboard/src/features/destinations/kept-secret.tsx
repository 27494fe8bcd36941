import { LockKeyhole } from 'lucide-react'
import type { CatalogOption } from '../../api/catalog.ts'
import { Button } from '../../components/ui/button.tsx'
import { OptionLabel } from './option-label.tsx'

export interface KeptSecretProps {
  option: CatalogOption
  /** What the API shows in its place. */
  standIn: unknown
  onReplace: () => void
}

/** A secret that is stored: it cannot be read back, only replaced. */
export function KeptSecret({ option, standIn, onReplace }: KeptSecretProps) {
  return (
    <div className="grid gap-1.5">
      <span className="text-sm font-medium">
        <OptionLabel option={option} />
      </span>
      <div className="flex items-start gap-3 rounded-md border bg-muted/50 py-2 pr-2 pl-3">
        <LockKeyhole className="mt-2 size-4 shrink-0 text-muted-foreground" aria-hidden="true" />
        <ul className="grid min-w-0 flex-1 gap-1 py-1.5 font-mono text-[0.8125rem]">
          {linesOf(standIn).map((line) => (
            <li key={line} className="wrap-anywhere">
              {line}
            </li>
          ))}
        </ul>
        <Button
          variant="secondary"
          size="sm"
          aria-label={`Replace: ${option.label}`}
          onClick={onReplace}
        >
          Replace
        </Button>
      </div>
      <p className="text-[0.8125rem] text-muted-foreground">
        Stored encrypted, and never shown again. Leave it, and it stays as it is.
      </p>
    </div>
  )
}

function linesOf(standIn: unknown): string[] {
  if (typeof standIn === 'string') return [standIn]
  if (!Array.isArray(standIn)) return ['••••']
  return standIn.map((item: unknown) => {
    if (typeof item !== 'object' || item === null || !('hook' in item)) return String(item)
    const headers =
      'headers' in item && typeof item.headers === 'object' && item.headers !== null
        ? Object.keys(item.headers)
        : []
    return headers.length === 0
      ? String(item.hook)
      : `${String(item.hook)} with ${headers.join(', ')}`
  })
}
