import type { ReactNode } from 'react'
import { ProductLogo } from './product-logo.tsx'

export interface ProductLineProps {
  metadata: { name: string; logos: { default: string } }
  /** Below the name. */
  detail: ReactNode
  /** The link with the name; it takes the clicks of the whole row. */
  children: ReactNode
}

/** The first cell of a list: what it is called, and what kind of thing it is. */
export function ProductLine({ metadata, detail, children }: ProductLineProps) {
  return (
    <span className="flex items-center gap-3">
      <ProductLogo name={metadata.name} logo={metadata.logos.default} />
      <span className="min-w-0 [&>a]:block [&>a]:truncate [&>a]:rounded-sm [&>a]:font-medium [&>a]:after:absolute [&>a]:after:inset-0 [&>a]:hover:underline">
        {children}
        <span className="line-clamp-2 text-[0.8125rem] text-muted-foreground">{detail}</span>
      </span>
    </span>
  )
}

/** How it is doing, last in its list; on a phone below the name, in line with it. */
export const STATUS_COLUMN = {
  name: 'Status',
  headClassName: 'w-[42%] sm:w-[30%]',
  className: 'max-sm:pl-16!',
}
