import type { AuditEventAnswer } from '../../api/audit.ts'

const KINDS: Record<string, string> = { token: 'API token', system: 'by itself' }

export function Actor({ event }: { event: AuditEventAnswer }) {
  const { actor, actorKind, actorName, actorEmail } = event
  return (
    <>
      <p className="whitespace-nowrap">{actorName || actorEmail || actor}</p>
      <p className="text-xs text-muted-foreground">{KINDS[actorKind] ?? actorEmail ?? actorKind}</p>
    </>
  )
}
