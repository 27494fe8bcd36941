import { CodeFrame } from './code-frame.tsx'
import { CopyButton } from './copy-button.tsx'
import { cn } from './ui/cn.ts'
import { ScrollRegion } from './ui/scroll-region.tsx'

export interface CodeBlockProps {
  code: string
  /** Named in its copy button: "snippet". */
  what: string
  /** What it is, above it; lines by themselves have no room for it. */
  title?: string
  /** Twice as much is shown before it scrolls. */
  tall?: boolean
  className?: string
}

/** Code to be read and copied. */
export function CodeBlock({ code, what, title, tall = false, className }: CodeBlockProps) {
  if (!code.includes('\n')) return <CodeLine code={code} what={what} className={className} />
  return (
    <CodeFrame title={title ?? nameOf(what)} text={code} what={what} className={className ?? ''}>
      <ScrollRegion
        label={what}
        className={cn(
          'overflow-auto px-4 py-3.5 focus-visible:-outline-offset-2',
          tall ? 'max-h-144' : 'max-h-72',
        )}
      >
        <pre className="w-fit font-mono text-[0.8125rem] leading-relaxed">{code}</pre>
      </ScrollRegion>
    </CodeFrame>
  )
}

interface CodeLineProps {
  code: string
  what: string
  className: string | undefined
}

function CodeLine({ code, what, className }: CodeLineProps) {
  return (
    <div className={cn('flex items-center rounded-lg border bg-muted/40', className)}>
      <ScrollRegion
        label={what}
        className="min-w-0 flex-1 rounded-l-lg px-4 py-2.5 focus-visible:-outline-offset-2"
      >
        <pre className="w-fit font-mono text-[0.8125rem] leading-relaxed">{code}</pre>
      </ScrollRegion>
      <CopyButton text={code} what={what} variant="ghost" className="mr-1.5" />
    </div>
  )
}

const nameOf = (what: string): string => `${what.charAt(0).toUpperCase()}${what.slice(1)}`
