import { Link, useBlocker } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { parseFql } from '../../../../worker/domain/fql/parse.ts'
import type { ActionDetail } from '../../api/catalog-details.ts'
import type { DestinationAnswer } from '../../api/destination-details.ts'
import type { MappingAnswer } from '../../api/mappings.ts'
import { useConfirm } from '../../components/confirm.tsx'
import { FqlEditor } from '../../components/fql-editor/fql-editor.tsx'
import { Notice } from '../../components/notice.tsx'
import { useSourceFields } from '../../components/source-fields/use-source-fields.ts'
import { Badge } from '../../components/ui/badge.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card, CardContent } from '../../components/ui/card.tsx'
import { Field } from '../../components/ui/field.tsx'
import { Input } from '../../components/ui/input.tsx'
import { Switch } from '../../components/ui/switch.tsx'
import { toast } from '../../components/ui/toast.tsx'
import { changeOf, draftOfMapping, type MappingDraft, problemOfText } from './mapping-draft.ts'
import { MappingFields } from './mapping-fields.tsx'
import { writeMapping } from './model/write-value.ts'
import { PreviewPane } from './preview-pane.tsx'
import { useMappingChanges } from './use-mapping-changes.ts'
import { usePreview } from './use-preview.ts'

export interface MappingEditorProps {
  destination: DestinationAnswer
  mapping: MappingAnswer
  /** None when the catalog has it no more: then the mapping can still be read, and mended as JSON. */
  action: ActionDetail | undefined
  mayEdit: boolean
}

export function MappingEditor({ destination, mapping, action, mayEdit }: MappingEditorProps) {
  const [original] = useState(() => draftOfMapping(mapping))
  const [draft, setDraft] = useState(original)
  const [generation, setGeneration] = useState(0)
  const change = changeOf(draft, mapping)
  const { update } = useMappingChanges(destination.id)
  const isChanged = change !== null || draft.unread !== undefined
  const allow = useUnsavedGuard(isChanged && !update.isPending)
  const preview = usePreview({ destination, mapping, draft })
  const problem = problemOfText(draft) ?? problemOfTrigger(draft.trigger)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (change === null || problem !== undefined) return
    allow()
    update.mutate({ mapping, change }, { onSuccess: () => toast.success('The mapping is saved.') })
  }
  const discard = () => {
    setDraft(original)
    setGeneration(generation + 1)
  }
  return (
    <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <EditorHeader mapping={mapping} action={action} mayEdit={mayEdit} />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <fieldset disabled={!mayEdit} key={generation} className="min-w-0">
          <legend className="sr-only">Mapping</legend>
          <Card>
            <CardContent className="grid grid-cols-[minmax(0,1fr)] gap-6">
              {update.error && <Notice tone="error">{update.error.message}</Notice>}
              <NameAndTrigger
                draft={draft}
                sourceId={destination.sourceId}
                errors={update.error?.fields ?? {}}
                onChange={setDraft}
              />
            </CardContent>
          </Card>
          <MappingFields
            destination={destination}
            action={action}
            fields={draft.fields}
            stored={mapping.settings}
            problems={preview.data?.problems ?? []}
            settings={() => writeMapping(draft.fields)}
            unread={draft.unread}
            onChange={(fields) => setDraft({ ...draft, fields, unread: undefined })}
            onUnread={(unread) => setDraft({ ...draft, unread })}
          />
        </fieldset>
        <PreviewPane sourceId={destination.sourceId} trigger={draft.trigger} preview={preview} />
      </div>
      {mayEdit && isChanged && (
        <SaveBar
          problem={problem}
          isBusy={update.isPending}
          isEnabled={mapping.enabled}
          onDiscard={discard}
        />
      )}
    </form>
  )
}

/** An empty one is allowed: it picks nothing. */
function problemOfTrigger(trigger: string): string | undefined {
  if (trigger.trim() === '') return undefined
  const parsed = parseFql(trigger)
  return parsed.ok ? undefined : `The trigger is not complete: ${parsed.error.message}`
}

/** Asks before what is not saved is left. @returns lets the next change of pages pass. */
function useUnsavedGuard(isChanged: boolean): () => void {
  const confirm = useConfirm()
  useBlocker({
    disabled: !isChanged,
    enableBeforeUnload: isChanged,
    shouldBlockFn: async () =>
      !(await confirm({
        title: 'Leave without saving?',
        description: 'What you have changed in this mapping is lost then.',
        action: 'Leave',
        destructive: true,
      })),
  })
  return () => undefined
}

function EditorHeader({ mapping, action, mayEdit }: Omit<MappingEditorProps, 'destination'>) {
  const { toggle } = useMappingChanges(mapping.destinationId)
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <div className="flex min-w-0 items-center gap-2">
        <Button asChild variant="ghost" size="icon-sm" aria-label="Back to the mappings">
          <Link
            to="/destinations/$destinationId/mappings"
            params={{ destinationId: mapping.destinationId }}
          >
            <ArrowLeft aria-hidden="true" />
          </Link>
        </Button>
        <h2 className="text-lg font-semibold wrap-anywhere">{mapping.name}</h2>
        <Badge tone="outline">{action?.name ?? mapping.actionSlug}</Badge>
      </div>
      <span className="flex items-center gap-2.5 text-sm font-medium">
        <label htmlFor={`on-${mapping.id}`}>{mapping.enabled ? 'On' : 'Off'}</label>
        <Switch
          id={`on-${mapping.id}`}
          aria-label={`${mapping.name} is on`}
          checked={mapping.enabled}
          disabled={!mayEdit || toggle.isPending}
          onCheckedChange={() => toggle.mutate(mapping)}
        />
      </span>
    </div>
  )
}

interface NameAndTriggerProps {
  draft: MappingDraft
  sourceId: string
  errors: Readonly<Record<string, string>>
  onChange: (draft: MappingDraft) => void
}

function NameAndTrigger({ draft, sourceId, errors, onChange }: NameAndTriggerProps) {
  const fields = useSourceFields(sourceId)
  return (
    <>
      <Field label="Name" error={errors['input.name'] ?? errors.name}>
        <Input
          required
          maxLength={255}
          autoComplete="off"
          value={draft.name}
          onChange={(event) => onChange({ ...draft, name: event.currentTarget.value })}
        />
      </Field>
      <FqlEditor
        label="Trigger: which events it picks"
        value={draft.trigger}
        fields={fields}
        error={errors['input.trigger'] ?? errors.trigger}
        onChange={(trigger) => onChange({ ...draft, trigger })}
      />
    </>
  )
}

interface SaveBarProps {
  problem: string | undefined
  isBusy: boolean
  isEnabled: boolean
  onDiscard: () => void
}

/** There as long as something is to be saved, wherever the page is scrolled to. */
function SaveBar({ problem, isBusy, isEnabled, onDiscard }: SaveBarProps) {
  return (
    <div className="sticky bottom-0 z-10 -mx-4 flex flex-wrap items-center justify-end gap-2 border-t bg-card px-4 py-3 shadow-pop sm:mx-0 sm:rounded-lg sm:border">
      <p role="status" className="min-w-0 flex-1 basis-60 text-[0.8125rem] text-muted-foreground">
        {problem ??
          (isEnabled
            ? 'Saved changes count for events from then on, and for those that wait.'
            : 'There are changes that are not saved.')}
      </p>
      <Button variant="secondary" onClick={onDiscard}>
        Discard
      </Button>
      <Button type="submit" busy={isBusy} disabled={problem !== undefined}>
        Save mapping
      </Button>
    </div>
  )
}
