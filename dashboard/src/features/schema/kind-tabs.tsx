import { Link } from '@tanstack/react-router'
import type { SchemaAnswer, SchemaKind, SchemaPeriod } from '../../api/schema.ts'
import { cn } from '../../components/ui/cn.ts'
import { formatShortCount } from '../../format/format-count.ts'
import { KIND_NAMES, KINDS } from './wording.tsx'

export interface KindTabsProps {
  sourceId: string
  kind: SchemaKind
  period: SchemaPeriod | undefined
  /** Undefined while it is loaded. */
  answer: SchemaAnswer | undefined
}

/** One kind of call each: a second row below the source's own tabs, so they look otherwise. */
export function KindTabs({ sourceId, kind: open, period, answer }: KindTabsProps) {
  return (
    <nav
      aria-label="Kinds of calls"
      className="flex max-w-full gap-0.5 overflow-x-auto rounded-lg bg-muted p-1 [scrollbar-width:none]"
    >
      {KINDS.map((kind) => {
        const problems = answer?.problems[kind] ?? 0
        const isOpen = kind === open
        return (
          <Link
            key={kind}
            to="/sources/$sourceId/schema"
            params={{ sourceId }}
            search={{ kind: kind === 'track' ? undefined : kind, period }}
            aria-current={isOpen ? 'page' : undefined}
            className={cn(
              'flex shrink-0 items-center gap-1.5 rounded-md px-2 py-1.5 sm:px-3 text-sm font-medium text-muted-foreground hover:text-foreground focus-visible:-outline-offset-2',
              isOpen && 'bg-card text-foreground shadow-card',
            )}
          >
            {KIND_NAMES[kind]}
            {problems > 0 && (
              <span className="rounded-full bg-warning-soft px-1.5 text-xs leading-5 text-warning tabular-nums">
                {formatShortCount(problems)}
                <span className="sr-only"> with naming hints</span>
              </span>
            )}
          </Link>
        )
      })}
    </nav>
  )
}
