import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from './ui/cn.ts'

const TONES = {
  info: { icon: Info, classes: 'bg-info-soft text-info' },
  success: { icon: CircleCheck, classes: 'bg-success-soft text-success' },
  warning: { icon: TriangleAlert, classes: 'bg-warning-soft text-warning' },
  error: { icon: CircleAlert, classes: 'bg-destructive-soft text-destructive' },
} as const

export interface NoticeProps {
  tone: keyof typeof TONES
  children: ReactNode
  className?: string
}

/** Something to know before going on, in the flow of the page. */
export function Notice({ tone, children, className }: NoticeProps) {
  const { icon: Icon, classes } = TONES[tone]
  return (
    <div
      role={tone === 'error' ? 'alert' : 'status'}
      className={cn('flex gap-2.5 rounded-md px-3.5 py-2.5 text-sm', classes, className)}
    >
      <Icon className="mt-0.5 size-4 shrink-0" aria-hidden="true" />
      <div className="min-w-0 wrap-anywhere">{children}</div>
    </div>
  )
}
