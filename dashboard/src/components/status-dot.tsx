import type { ReactNode } from 'react'
import { cn } from './ui/cn.ts'

const TONES = {
  good: { dot: 'bg-success', text: 'text-success' },
  bad: { dot: 'bg-destructive', text: 'text-destructive' },
  waiting: { dot: 'bg-warning', text: 'text-warning' },
  idle: { dot: 'bg-muted-foreground', text: 'text-foreground' },
  off: { dot: 'border-2 border-muted-foreground', text: 'text-muted-foreground' },
} as const
export type StatusTone = keyof typeof TONES

export interface StatusDotProps {
  tone: StatusTone
  title: string
  text?: ReactNode
  className?: string
}

/** How something is doing: a word, its colour and a line of detail. */
export function StatusDot({ tone, title, text, className }: StatusDotProps) {
  return (
    <span className={cn('grid min-w-0 gap-0.5', className)}>
      <span className={cn('flex items-center gap-2 text-sm font-medium', TONES[tone].text)}>
        <span aria-hidden="true" className={cn('size-2 shrink-0 rounded-full', TONES[tone].dot)} />
        {title}
      </span>
      {text && <span className="pl-4 text-[0.8125rem] text-muted-foreground">{text}</span>}
    </span>
  )
}
