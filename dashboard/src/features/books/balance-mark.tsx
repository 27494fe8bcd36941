import { CircleAlert, CircleCheck, Hourglass } from 'lucide-react'
import { Badge, type BadgeTone } from '../../components/ui/badge.tsx'
import { VERDICTS, type Verdict } from './explain-difference.ts'

const LOOKS: Record<Verdict, { tone: BadgeTone; icon: typeof CircleCheck }> = {
  balanced: { tone: 'success', icon: CircleCheck },
  'in flight': { tone: 'info', icon: Hourglass },
  fault: { tone: 'destructive', icon: CircleAlert },
}

export interface BalanceMarkProps {
  verdict: Verdict
  /** On a phone, a drawing without its word, which is still read out. */
  short?: boolean
}

/** Whether the books of something balance, in a word. */
export function BalanceMark({ verdict, short = false }: BalanceMarkProps) {
  const { tone, icon: Icon } = LOOKS[verdict]
  return (
    <Badge tone={tone}>
      <Icon aria-hidden="true" />
      <span className={short ? 'max-sm:sr-only' : undefined}>{VERDICTS[verdict].title}</span>
    </Badge>
  )
}
