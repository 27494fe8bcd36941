import type { LucideIcon } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card } from '../../components/ui/card.tsx'

export interface TeamListProps<Row> {
  /** Names the table. */
  label: string
  rows: readonly Row[]
  columns: readonly Column<Row>[]
  /** The button that adds to the list, and the dialog that it opens. */
  action: { icon: LucideIcon; label: string; dialog: (onClose: () => void) => ReactNode }
  /** A word on the list, beside the button. */
  note?: string
  empty: { icon: LucideIcon; title: string; text: string }
}

/** A list of Settings > Access that grows by a dialog. */
export function TeamList<Row extends { id: string }>(props: TeamListProps<Row>) {
  const { label, rows, columns, note, empty } = props
  const { icon: Icon, label: words, dialog } = props.action
  const [adding, setAdding] = useState(false)
  const button = (
    <Button onClick={() => setAdding(true)}>
      <Icon aria-hidden="true" />
      {words}
    </Button>
  )
  return (
    <>
      {rows.length > 0 && (
        <div className="mb-4 flex flex-wrap items-center gap-3">
          {note !== undefined && <p className="text-sm text-muted-foreground">{note}</p>}
          <div className="ml-auto">{button}</div>
        </div>
      )}
      <Card>
        {rows.length === 0 ? (
          <EmptyState icon={empty.icon} title={empty.title} action={button}>
            {empty.text}
          </EmptyState>
        ) : (
          <DataTable label={label} columns={columns} rows={rows} />
        )}
      </Card>
      {adding && dialog(() => setAdding(false))}
    </>
  )
}
