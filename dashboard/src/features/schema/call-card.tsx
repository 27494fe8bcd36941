import type { ReactNode } from 'react'
import type { SchemaEvent, SchemaKind } from '../../api/schema.ts'
import { Card } from '../../components/ui/card.tsx'
import { formatCount } from '../../format/format-count.ts'
import { AllowSwitch } from './allow-switch.tsx'
import { ShareBar } from './counts.tsx'
import { Seen } from './seen.tsx'
import type { SchemaChanges } from './use-schema-changes.ts'
import { isTraitKind, KIND_NAMES } from './wording.tsx'

export interface CallCardProps {
  kind: SchemaKind
  event: SchemaEvent
  mayEdit: boolean
  changes: SchemaChanges
}

/** All calls of a kind that has no names: how many there were, and whether they pass. */
export function CallCard({ kind, event, mayEdit, changes }: CallCardProps) {
  const { allowed, blocked, firstSeen, lastSeen, off } = event
  return (
    <Card className="flex flex-wrap items-center gap-x-8 gap-y-4 px-5 py-4">
      <div className="min-w-48 grow basis-72">
        <h2 className="font-medium">{KIND_NAMES[kind]} calls</h2>
        <p className="mt-0.5 text-[0.8125rem] text-muted-foreground">
          {isTraitKind(kind)
            ? 'They are listed by trait. A blocked trait is removed; the call itself goes on.'
            : `All ${kind} calls together, whatever their names. Blocked, they are dropped for all destinations.`}
        </p>
      </div>
      <dl className="flex flex-wrap gap-x-8 gap-y-2 text-sm">
        <Fact label="Last seen">
          <Seen at={lastSeen} />
        </Fact>
        <Fact label="First seen">
          <Seen at={firstSeen} />
        </Fact>
        <Fact label="Allowed">
          {formatCount(allowed)}
          <ShareBar allowed={allowed} blocked={blocked} of={allowed + blocked} className="mt-1" />
        </Fact>
        <Fact label="Blocked">
          <span className={blocked > 0 ? 'text-destructive' : 'text-muted-foreground'}>
            {formatCount(blocked)}
          </span>
        </Fact>
      </dl>
      {!isTraitKind(kind) && (
        <AllowSwitch
          name={`${kind} calls`}
          off={off}
          mayEdit={mayEdit}
          onChange={(allow) => void changes.setAllowed(kind, [''], allow)}
        />
      )}
    </Card>
  )
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-[0.8125rem] text-muted-foreground">{label}</dt>
      <dd className="mt-0.5 tabular-nums">{children}</dd>
    </div>
  )
}
