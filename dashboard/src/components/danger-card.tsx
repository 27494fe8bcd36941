import type { ReactNode } from 'react'
import { Card, CardContent } from './ui/card.tsx'

export interface DangerCardProps {
  title: string
  description: ReactNode
  action: ReactNode
}

/** Where something is deleted: last on its page, and with a border that says so. */
export function DangerCard({ title, description, action }: DangerCardProps) {
  return (
    <Card className="border-destructive/50">
      <CardContent className="flex flex-wrap items-center justify-between gap-4">
        <div className="min-w-0 flex-1 basis-64">
          <h2 className="text-sm font-semibold">{title}</h2>
          <p className="mt-0.5 text-[0.8125rem] text-muted-foreground">{description}</p>
        </div>
        {action}
      </CardContent>
    </Card>
  )
}
