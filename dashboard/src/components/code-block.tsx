import { CopyButton } from './copy-button.tsx'
import { cn } from './ui/cn.ts'
import { ScrollRegion } from './ui/scroll-region.tsx'

/** Code to be read and copied. @param what e.g. "snippet". */
export function CodeBlock({
  code,
  what,
  className,
}: {
  code: string
  what: string
  className?: string
}) {
  return (
    <div className={cn('relative rounded-lg border bg-muted/60', className)}>
      <ScrollRegion label={what} className="rounded-lg p-4 pr-14">
        <pre className="font-mono text-[0.8125rem] leading-relaxed">{code}</pre>
      </ScrollRegion>
      <CopyButton text={code} what={what} className="absolute top-2.5 right-2.5" />
    </div>
  )
}
