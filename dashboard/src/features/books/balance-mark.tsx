import { CircleAlert, CircleCheck, Hourglass } from 'lucide-react'
import { Badge, type BadgeTone } from '../../components/ui/badge.tsx'
import { VERDICTS, type Verdict } from './explain-difference.ts'

const LOOKS: Record<Verdict, { tone: BadgeTone; icon: typeof CircleCheck }> = {
  balanced: { tone: 'success', icon: CircleCheck },
  'in flight': { tone: 'info', icon: Hourglass },
  fault: { tone: 'destructive', icon: CircleAlert },
}

/** Whether the books of something balance, in a word. */
export function BalanceMark({ verdict }: { verdict: Verdict }) {
  const { tone, icon: Icon } = LOOKS[verdict]
  return (
    <Badge tone={tone}>
      <Icon aria-hidden="true" />
      {VERDICTS[verdict].title}
    </Badge>
  )
}
