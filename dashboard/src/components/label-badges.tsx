import { Badge } from './ui/badge.tsx'
import { cn } from './ui/cn.ts'

export interface LabelBadgesProps {
  labels: readonly { key: string; value: string }[]
  className?: string
}

export function LabelBadges({ labels, className }: LabelBadgesProps) {
  if (labels.length === 0) return null
  return (
    <ul aria-label="Labels" className={cn('flex flex-wrap gap-1', className)}>
      {labels.map(({ key, value }) => (
        <li key={key}>
          <Badge tone="outline" className="font-normal">
            <span>
              <span className="text-muted-foreground">{key}:</span>
              {value}
            </span>
          </Badge>
        </li>
      ))}
    </ul>
  )
}
