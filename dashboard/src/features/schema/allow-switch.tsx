import { Badge } from '../../components/ui/badge.tsx'
import { Switch } from '../../components/ui/switch.tsx'

export interface AllowSwitchProps {
  /** What it lets through. */
  name: string
  off: boolean
  mayEdit: boolean
  onChange: (allowed: boolean) => void
}

/** On: it passes. Off: it is blocked. Who may not change it sees which. */
export function AllowSwitch({ name, off, mayEdit, onChange }: AllowSwitchProps) {
  if (!mayEdit) {
    return <Badge tone={off ? 'destructive' : 'success'}>{off ? 'Blocked' : 'Allowed'}</Badge>
  }
  return (
    <Switch
      aria-label={`Allow ${name}`}
      checked={!off}
      onCheckedChange={onChange}
      className="relative z-1"
    />
  )
}
