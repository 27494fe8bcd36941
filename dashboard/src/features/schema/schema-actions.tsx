import { useMutation } from '@tanstack/react-query'
import { Download, Eraser, MoreHorizontal, Plus, SpellCheck } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { type SchemaKind, type SchemaPeriod, schemaExport } from '../../api/schema.ts'
import { saveFile } from '../../components/save-file.ts'
import { Badge } from '../../components/ui/badge.tsx'
import { Button } from '../../components/ui/button.tsx'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '../../components/ui/dropdown-menu.tsx'
import { formatCount } from '../../format/format-count.ts'

const NewEventDialog = lazy(() => import('./new-event-dialog.tsx'))
const ClearHistoryDialog = lazy(() => import('./clear-history-dialog.tsx'))

export interface SchemaActionsProps {
  source: { id: string; slug: string }
  kind: SchemaKind
  period: SchemaPeriod
  /** Names that break a convention; undefined while it is not known. */
  problems: number | undefined
  mayEdit: boolean
  onNaming: () => void
}

export function SchemaActions(props: SchemaActionsProps) {
  const { source, kind, period, problems, mayEdit, onNaming } = props
  const [dialog, setDialog] = useState<'new' | 'clear'>()
  const download = useMutation({
    mutationFn: () => schemaExport(source.id, kind, period),
    onSuccess: (file) => saveFile(fileName(source.slug, kind, period), file),
  })
  const close = () => setDialog(undefined)
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button variant="secondary" onClick={onNaming}>
        <SpellCheck aria-hidden="true" />
        Naming
        {problems !== undefined && problems > 0 && (
          <Badge tone="warning">{formatCount(problems)}</Badge>
        )}
      </Button>
      <Button variant="secondary" busy={download.isPending} onClick={() => download.mutate()}>
        {!download.isPending && <Download aria-hidden="true" />}
        Export CSV
      </Button>
      {mayEdit && kind === 'track' && (
        <Button onClick={() => setDialog('new')}>
          <Plus aria-hidden="true" />
          New event
        </Button>
      )}
      {mayEdit && (
        <DropdownMenu>
          <DropdownMenuTrigger asChild>
            <Button variant="secondary" size="icon" aria-label="More for the schema">
              <MoreHorizontal aria-hidden="true" />
            </Button>
          </DropdownMenuTrigger>
          <DropdownMenuContent align="end">
            <DropdownMenuItem destructive onSelect={() => setDialog('clear')}>
              <Eraser aria-hidden="true" />
              Clear the history
            </DropdownMenuItem>
          </DropdownMenuContent>
        </DropdownMenu>
      )}
      <Suspense>
        {dialog === 'new' && <NewEventDialog sourceId={source.id} onClose={close} />}
        {dialog === 'clear' && (
          <ClearHistoryDialog sourceId={source.id} kind={kind} onClose={close} />
        )}
      </Suspense>
    </div>
  )
}

const fileName = (slug: string, kind: SchemaKind, period: SchemaPeriod): string =>
  `${slug}-schema-${kind}-${period}-${new Date().toISOString().slice(0, 10)}.csv`
