import type { ReactNode } from 'react'
import { CopyButton } from './copy-button.tsx'
import { cn } from './ui/cn.ts'

export interface CodeFrameProps {
  /** What it is, at the top: "HTML", "Terminal", "Event". */
  title: string
  /** What the button copies. */
  text: string
  /** Named in the button: "snippet". */
  what: string
  children: ReactNode
  className?: string
}

/** Around code and data: a bar that says what it is and copies it, above the text and never over it. */
export function CodeFrame({ title, text, what, children, className }: CodeFrameProps) {
  return (
    <div className={cn('overflow-hidden rounded-lg border bg-muted/40', className)}>
      <div className="flex h-9 items-center justify-between gap-3 border-b bg-muted/60 pr-1 pl-3.5">
        <span className="truncate text-xs font-medium text-muted-foreground">{title}</span>
        <CopyButton
          text={text}
          what={what}
          label="Copy"
          variant="ghost"
          className="h-7 px-2 text-xs"
        />
      </div>
      {children}
    </div>
  )
}
