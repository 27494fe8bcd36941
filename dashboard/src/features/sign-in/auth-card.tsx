import type { ReactNode } from 'react'
import { Card } from '../../components/ui/card.tsx'

export interface AuthCardProps {
  title: string
  description?: ReactNode
  children: ReactNode
  /** Below the card: other ways. */
  footer?: ReactNode
}

/** The one card of a page for those who are not signed in. */
export function AuthCard({ title, description, children, footer }: AuthCardProps) {
  return (
    <>
      <Card className="p-6 sm:p-8">
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        {description && (
          <div className="mt-1.5 text-sm text-balance text-muted-foreground">{description}</div>
        )}
        <div className="mt-6">{children}</div>
      </Card>
      {footer && <div className="mt-5 text-center text-sm text-muted-foreground">{footer}</div>}
    </>
  )
}
