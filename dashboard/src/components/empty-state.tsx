import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from './ui/cn.ts'

export interface EmptyStateProps {
  icon: LucideIcon
  title: string
  /** `h1` where it stands instead of a page. */
  heading?: 'h1' | 'h2'
  /** What it is for, and what to do next. */
  children?: ReactNode
  /** The button or link that does it. */
  action?: ReactNode
  className?: string
}

export function EmptyState({
  icon: Icon,
  title,
  heading: Heading = 'h2',
  children,
  action,
  className,
}: EmptyStateProps) {
  return (
    <div className={cn('grid justify-items-center px-6 py-14 text-center', className)}>
      <span className="grid size-11 place-items-center rounded-xl bg-accent text-accent-foreground">
        <Icon className="size-5.5" aria-hidden="true" />
      </span>
      <Heading className="mt-4 text-base font-semibold">{title}</Heading>
      {children && (
        <div className="mt-1 max-w-md text-sm text-balance text-muted-foreground">{children}</div>
      )}
      {action && <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  )
}
