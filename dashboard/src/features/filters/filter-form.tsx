import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { DestinationAnswer } from '../../api/destination-details.ts'
import {
  createFilter,
  type DestinationFilterAnswer,
  type FilterContent,
  filterQuery,
  filtersQuery,
  updateFilter,
} from '../../api/destination-filters.ts'
import { FqlEditor } from '../../components/fql-editor/fql-editor.tsx'
import { Notice } from '../../components/notice.tsx'
import { useSourceFields } from '../../components/source-fields/use-source-fields.ts'
import { SwitchRow } from '../../components/switch-row.tsx'
import { Button } from '../../components/ui/button.tsx'
import {
  Card,
  CardContent,
  CardDescription,
  CardFooter,
  CardHeader,
  CardTitle,
} from '../../components/ui/card.tsx'
import { Field } from '../../components/ui/field.tsx'
import { Input } from '../../components/ui/input.tsx'
import { toast } from '../../components/ui/toast.tsx'
import { useMay } from '../../components/use-may.ts'
import { ActionsEditor } from './actions-editor.tsx'
import { contentOf, draftOf, EMPTY_DRAFT, type FilterDraft, ruleOf } from './filter-draft.ts'
import { isInvalid } from './invalid-filters.tsx'
import { Preview } from './preview.tsx'
import { PreviewCounts } from './preview-counts.tsx'
import { HOLDS, useFilterChanges } from './use-filter-changes.ts'
import { usePreview } from './use-preview.ts'

const MAX_TITLE = 64

export interface FilterFormProps {
  destination: DestinationAnswer
  /** Absent for a new one. */
  filter?: DestinationFilterAnswer
}

/** A filter, and what it would have done to the source's latest events. */
export function FilterForm({ destination, filter }: FilterFormProps) {
  const [draft, setDraft] = useState<FilterDraft>(() =>
    filter === undefined ? EMPTY_DRAFT : draftOf(filter),
  )
  const [asked, setAsked] = useState(false)
  const fields = useSourceFields(destination.sourceId)
  const mayEdit = useMay().some('write', 'destination')
  const save = useSave(destination, filter)
  const preview = usePreview(destination, ruleOf(draft))
  const set = (change: Partial<FilterDraft>) => setDraft({ ...draft, ...change })
  const content = contentOf(draft)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setAsked(true)
    if (content !== null) save.mutate(content)
  }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
      {filter?.enabled === true && isInvalid(filter) && (
        <Notice tone="error">
          <strong className="font-semibold">This filter keeps every event away.</strong> Its
          condition cannot be read, and what cannot be decided is not sent.
        </Notice>
      )}
      <form onSubmit={submit} noValidate>
        <Card>
          <CardHeader>
            <div>
              <CardTitle>{filter === undefined ? 'New filter' : 'Edit filter'}</CardTitle>
              <CardDescription>
                For {destination.name} only: other destinations and the archive get the event as it
                is.
              </CardDescription>
            </div>
          </CardHeader>
          <CardContent>
            <fieldset disabled={!mayEdit} className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-6">
              <legend className="sr-only">Filter</legend>
              <Words draft={draft} asked={asked} problems={save.error?.fields} onChange={set} />
              <FqlEditor
                label="For events that fit"
                value={draft.if}
                onChange={(text) => set({ if: text })}
                fields={fields}
                error={
                  save.error?.fields.if ??
                  (asked && draft.if.trim() === '' ? 'Say which events are meant.' : undefined)
                }
              />
              <ActionsEditor
                actions={draft.actions}
                fields={fields}
                asked={asked}
                onChange={(actions) => set({ actions })}
              />
              <SwitchRow
                label="Enabled"
                hint={HOLDS}
                checked={draft.enabled}
                onChange={(enabled) => set({ enabled })}
              />
              {save.error && <Notice tone="error">{save.error.message}</Notice>}
              {asked && content === null && (
                <Notice tone="error">Something is missing: it is marked above.</Notice>
              )}
            </fieldset>
          </CardContent>
          <CardFooter className="sm:justify-between">
            <PreviewCounts preview={preview} />
            {mayEdit && (
              <Buttons destination={destination} filter={filter} isSaving={save.isPending} />
            )}
          </CardFooter>
        </Card>
      </form>
      <Preview destination={destination} preview={preview} />
    </div>
  )
}

interface WordsProps {
  draft: FilterDraft
  asked: boolean
  /** What the service said. */
  problems: Readonly<Record<string, string>> | undefined
  onChange: (change: Partial<FilterDraft>) => void
}

function Words({ draft, asked, problems, onChange }: WordsProps) {
  const isNameless = asked && draft.title.trim() === ''
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Title" error={problems?.title ?? (isNameless ? 'Give it a title.' : undefined)}>
        <Input
          value={draft.title}
          maxLength={MAX_TITLE}
          placeholder="No test orders"
          onChange={(event) => onChange({ title: event.currentTarget.value })}
        />
      </Field>
      <Field label="Description, if it needs one" error={problems?.description}>
        <Input
          value={draft.description}
          maxLength={1000}
          onChange={(event) => onChange({ description: event.currentTarget.value })}
        />
      </Field>
    </div>
  )
}

interface ButtonsProps {
  destination: DestinationAnswer
  filter: DestinationFilterAnswer | undefined
  isSaving: boolean
}

function Buttons({ destination, filter, isSaving }: ButtonsProps) {
  const { remove, isPending } = useFilterChanges(destination.id)
  const navigate = useNavigate()
  const leave = () =>
    void navigate({
      to: '/destinations/$destinationId/filters',
      params: { destinationId: destination.id },
    })
  return (
    <div className="flex flex-col-reverse gap-2 sm:flex-row">
      {filter !== undefined && (
        <Button
          variant="ghost"
          busy={isPending}
          className="text-destructive"
          onClick={() => void remove(filter).then((isGone) => isGone && leave())}
        >
          Delete
        </Button>
      )}
      <Button variant="secondary" onClick={leave}>
        Cancel
      </Button>
      <Button type="submit" busy={isSaving}>
        {filter === undefined ? 'Add filter' : 'Save changes'}
      </Button>
    </div>
  )
}

function useSave(destination: DestinationAnswer, filter: DestinationFilterAnswer | undefined) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { id, sourceId } = destination
  const keep = async (saved: DestinationFilterAnswer) => {
    queries.setQueryData(filterQuery(id, saved.id).queryKey, saved)
    await queries.invalidateQueries(filtersQuery(id))
  }
  return useMutation({
    meta: { showsError: true },
    mutationFn: (content: FilterContent) =>
      filter === undefined
        ? createFilter(id, sourceId, content)
        : updateFilter(id, filter.id, content),
    onSuccess: async (saved) => {
      await keep(saved)
      if (filter === undefined) toast.success(`The filter is added. ${HOLDS}`)
      else {
        const { title, description = null, if: condition, actions, enabled } = filter
        const before = { title, description, if: condition, actions, enabled }
        toast.undo(
          `The filter is saved. ${HOLDS}`,
          () =>
            void updateFilter(id, filter.id, before).then(keep, ({ message }: Error) =>
              toast.error(message),
            ),
        )
      }
      await navigate({
        to: '/destinations/$destinationId/filters',
        params: { destinationId: id },
      })
    },
  })
}
