import { useMemo } from 'react'
import { CodeFrame } from '../../components/code-frame.tsx'
import { cn } from '../../components/ui/cn.ts'
import { ScrollRegion } from '../../components/ui/scroll-region.tsx'
import { highlight, type TokenKind } from './pretty/highlight.ts'

const COLORS: Record<TokenKind, string> = {
  text: 'text-muted-foreground',
  key: 'text-foreground',
  function: 'font-medium text-primary',
  string: 'text-success',
  number: 'text-info',
  word: 'text-warning',
}

export interface CodeViewProps {
  code: string
  title: string
  /** Named in its copy button. */
  what: string
}

/** Code in colours. */
export function CodeView({ code, title, what }: CodeViewProps) {
  const tokens = useMemo(() => withPlaces(code), [code])
  return (
    <CodeFrame title={title} text={code} what={what}>
      <ScrollRegion label={title} className="px-4 py-3.5 focus-visible:-outline-offset-2">
        <pre className="w-fit font-mono text-[0.8125rem] leading-relaxed">
          {tokens.map(({ kind, text, at }) => (
            <span key={at} className={cn(COLORS[kind])}>
              {text}
            </span>
          ))}
        </pre>
      </ScrollRegion>
    </CodeFrame>
  )
}

function withPlaces(code: string) {
  let at = 0
  return highlight(code).map((token) => {
    const place = { ...token, at }
    at += token.text.length
    return place
  })
}
