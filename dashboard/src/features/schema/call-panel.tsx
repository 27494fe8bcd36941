import { useQuery } from '@tanstack/react-query'
import { Ban, CircleCheck } from 'lucide-react'
import { useMemo } from 'react'
import {
  type SchemaAnswer,
  type SchemaEvent,
  type SchemaField,
  type SchemaKind,
  schemaFieldsQuery,
} from '../../api/schema.ts'
import type { SourceAnswer } from '../../api/source-details.ts'
import { ErrorState } from '../../components/error-state.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card } from '../../components/ui/card.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { CallCard } from './call-card.tsx'
import { UnlistedFields } from './event-fields.tsx'
import { FieldTable } from './field-table.tsx'
import { fieldsShown } from './listing.ts'
import { fieldItem } from './naming-groups.ts'
import { NamingPanel } from './naming-panel.tsx'
import { NothingFits, NothingSeen } from './nothing.tsx'
import { SchemaToolbar } from './schema-toolbar.tsx'
import { SelectionBar } from './selection-bar.tsx'
import { eventsWithUnseen, isUnseen, traitsWithUnseen } from './unseen.ts'
import { type SchemaChanges, useSchemaChanges } from './use-schema-changes.ts'
import { useSchemaSearch } from './use-schema-search.ts'
import { type Selection, useSelection } from './use-selection.ts'
import { isTraitKind } from './wording.tsx'

export interface CallPanelProps {
  source: SourceAnswer
  kind: Exclude<SchemaKind, 'track'>
  answer: SchemaAnswer
  mayEdit: boolean
}

/** Calls without names: identify and group by trait, page and screen by property. */
export function CallPanel({ source, kind, answer, mayEdit }: CallPanelProps) {
  const { search, period, change } = useSchemaSearch()
  const changes = useSchemaChanges(source.id)
  const event = eventsWithUnseen(answer, kind)[0]
  const isSeen = event !== undefined && !isUnseen(event)
  const { data, error, refetch } = useQuery({
    ...schemaFieldsQuery(source.id, kind, '', period),
    // The service knows no fields of what was never seen.
    enabled: isSeen,
  })
  const { controls } = answer
  const fields = useMemo(
    () => traitsWithUnseen(data?.fields ?? [], controls, kind),
    [data, controls, kind],
  )
  const items = useMemo(() => fields.map(fieldItem), [fields])
  if (event === undefined) {
    return <NothingSeen kind={kind} source={source} period={period} totals={answer.totals} />
  }
  return (
    <>
      <CallCard kind={kind} event={event} mayEdit={mayEdit} changes={changes} />
      {error && data === undefined ? (
        <Card>
          <ErrorState error={error} onRetry={() => void refetch()} />
        </Card>
      ) : data === undefined && isSeen ? (
        <Skeleton className="h-72 w-full" />
      ) : (
        <Fields
          kind={kind}
          event={event}
          fields={fields}
          unlisted={data?.unlisted ?? false}
          mayEdit={mayEdit}
          changes={changes}
        />
      )}
      <NamingPanel
        kind={kind}
        items={items}
        open={search.naming ?? false}
        onClose={() => change({ naming: undefined })}
        onShow={(path) => change({ q: path, only: undefined, naming: undefined })}
      />
    </>
  )
}

interface FieldsProps {
  kind: Exclude<SchemaKind, 'track'>
  event: SchemaEvent
  fields: readonly SchemaField[]
  unlisted: boolean
  mayEdit: boolean
  changes: SchemaChanges
}

function Fields({ kind, event, fields, unlisted, mayEdit, changes }: FieldsProps) {
  const { search, period, sort, change } = useSchemaSearch()
  const selection = useSelection(kind)
  const { q, only } = search
  const found = useMemo(
    () => fieldsShown(fields, { q, only }, search.sort ?? 'name'),
    [fields, q, only, search.sort],
  )
  const isTraits = isTraitKind(kind)
  const what = isTraits ? 'traits' : 'properties'
  return (
    <>
      <SchemaToolbar
        kind={kind}
        q={q ?? ''}
        only={only}
        period={period}
        archived={false}
        sort={search.sort === undefined ? 'name' : sort}
        onChange={change}
      />
      {fields.length === 0 ? (
        <Card>
          <p className="px-5 py-8 text-center text-sm text-muted-foreground">
            These calls came without {what}.
          </p>
        </Card>
      ) : found.length === 0 ? (
        <NothingFits
          what={isTraits ? 'trait' : 'property'}
          onClear={() => change({ q: undefined, only: undefined })}
        />
      ) : (
        <Card>
          <FieldTable
            label={`${isTraits ? 'Traits' : 'Properties'} of ${kind} calls`}
            column={isTraits ? 'Trait' : 'Property'}
            fields={found}
            of={event.allowed + event.blocked}
            {...(isTraits && {
              traits: {
                mayEdit,
                selection,
                onAllow: (path: string, allowed: boolean) =>
                  void changes.setAllowed(kind, [path], allowed),
              },
            })}
          />
          {unlisted && <UnlistedFields what={what} />}
        </Card>
      )}
      {isTraits && (
        <SelectedTraits
          kind={kind}
          found={found}
          all={fields}
          selection={selection}
          changes={changes}
        />
      )}
    </>
  )
}

interface SelectedTraitsProps {
  kind: 'identify' | 'group'
  found: readonly SchemaField[]
  all: readonly SchemaField[]
  selection: Selection
  changes: SchemaChanges
}

function SelectedTraits({ kind, found, all, selection, changes }: SelectedTraitsProps) {
  const chosen = all.filter(({ path }) => selection.has(path))
  const blocked = chosen.filter(({ off }) => off).map(({ path }) => path)
  const allowed = chosen.filter(({ off }) => !off).map(({ path }) => path)
  const set = async (paths: readonly string[], allow: boolean) => {
    if (await changes.setAllowed(kind, paths, allow)) selection.clear()
  }
  return (
    <SelectionBar selection={selection} found={found.map(({ path }) => path)} what="traits">
      {blocked.length > 0 && (
        <Button size="sm" variant="secondary" onClick={() => void set(blocked, true)}>
          <CircleCheck aria-hidden="true" />
          Allow
        </Button>
      )}
      {allowed.length > 0 && (
        <Button size="sm" variant="secondary" onClick={() => void set(allowed, false)}>
          <Ban aria-hidden="true" />
          Block
        </Button>
      )}
    </SelectionBar>
  )
}
