import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { CatalogDetail } from '../../api/catalog-details.ts'
import type { MappingAnswer } from '../../api/mappings.ts'
import { useConfirm } from '../../components/confirm.tsx'
import { Card } from '../../components/ui/card.tsx'
import { toast } from '../../components/ui/toast.tsx'
import { MappingRow } from './mapping-row.tsx'
import { moved, useDragOrder } from './use-drag-order.ts'
import { useMappingChanges } from './use-mapping-changes.ts'

export interface MappingListProps {
  destinationId: string
  mappings: readonly MappingAnswer[]
  detail: CatalogDetail
  mayEdit: boolean
}

/** The mappings in their order, which handles and arrow keys change. */
export function MappingList({ destinationId, mappings, detail, mayEdit }: MappingListProps) {
  const { create, toggle, remove, order } = useMappingChanges(destinationId)
  const [said, say] = useState('')
  const confirm = useConfirm()
  const navigate = useNavigate()
  const ids = mappings.map(({ id }) => id)
  const drag = useDragOrder(ids, (next) => order.mutate(next))
  const shown = drag.ids
    .map((id) => mappings.find((mapping) => mapping.id === id))
    .filter((mapping) => mapping !== undefined)
  const move = (mapping: MappingAnswer, by: number) => {
    const at = ids.indexOf(mapping.id)
    const next = moved(ids, at, at + by)
    if (next === ids) return
    order.mutate(next)
    say(`${mapping.name} is now ${at + by + 1} of ${ids.length}.`)
  }
  const duplicate = async ({ name, actionId, trigger, settings }: MappingAnswer) => {
    const made = await create.mutateAsync({
      name: `${name} (Copy)`.slice(0, 255),
      actionId,
      trigger,
      settings,
      enabled: false,
    })
    toast.success(`“${made.name}” is made, switched off.`)
    await navigate({
      to: '/destinations/$destinationId/mappings/$mappingId',
      params: { destinationId, mappingId: made.id },
    })
  }
  const ask = async (mapping: MappingAnswer) => {
    const agreed = await confirm({
      title: `Delete “${mapping.name}”?`,
      description:
        'Events that come from now on are not sent by it, and what waits for it is not sent either. This cannot be undone.',
      action: 'Delete mapping',
      destructive: true,
    })
    if (agreed) {
      remove.mutate(mapping, { onSuccess: () => toast.success(`“${mapping.name}” is deleted.`) })
    }
  }
  return (
    <Card>
      <p role="status" className="sr-only">
        {said}
      </p>
      <ul ref={drag.list} className="divide-y">
        {shown.map((mapping, index) => (
          <MappingRow
            key={mapping.id}
            mapping={mapping}
            action={detail.actions.find(({ slug }) => slug === mapping.actionSlug)}
            mayEdit={mayEdit}
            isDragged={drag.dragged === mapping.id}
            place={{ index, of: shown.length }}
            onGrab={(event) => drag.grab(mapping.id, event)}
            onMove={(by) => move(mapping, by)}
            onToggle={() => toggle.mutate(mapping)}
            // What goes wrong is said by the mutation.
            onDuplicate={() => void duplicate(mapping).catch(() => undefined)}
            onDelete={() => void ask(mapping)}
          />
        ))}
      </ul>
    </Card>
  )
}
