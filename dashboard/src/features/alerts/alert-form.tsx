import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import {
  type AlertAnswer,
  type AlertContent,
  alertQuery,
  createAlert,
  updateAlert,
} from '../../api/alerts.ts'
import { Notice } from '../../components/notice.tsx'
import { SwitchRow } from '../../components/switch-row.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card, CardContent, CardFooter, CardHeader, CardTitle } from '../../components/ui/card.tsx'
import { Field } from '../../components/ui/field.tsx'
import { Input } from '../../components/ui/input.tsx'
import { toast } from '../../components/ui/toast.tsx'
import { useMay } from '../../components/use-may.ts'
import { type AlertDraft, contentOf, draftOf, emptyDraft, problemsOf } from './alert-draft.ts'
import { ChannelsEditor } from './channels-editor.tsx'
import { ConditionFields } from './condition-fields.tsx'

export interface AlertFormProps {
  /** Absent for a new one. */
  alert?: AlertAnswer
  /** What a new one is about, where that is known. */
  subject?: { destinationId?: string; sourceId?: string }
}

export function AlertForm({ alert, subject = {} }: AlertFormProps) {
  const [draft, setDraft] = useState<AlertDraft>(() =>
    alert === undefined ? emptyDraft(subject) : draftOf(alert),
  )
  const [asked, setAsked] = useState(false)
  const mayEdit = useMay().some('write', 'destination')
  const save = useSave(alert)
  const navigate = useNavigate()
  const set = (change: Partial<AlertDraft>) => setDraft({ ...draft, ...change })
  const problems = asked ? problemsOf(draft) : {}
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setAsked(true)
    const content = contentOf(draft)
    if (content !== null) save.mutate(content)
  }
  return (
    <form onSubmit={submit} noValidate>
      <Card>
        {alert !== undefined && (
          <CardHeader>
            <CardTitle>Settings</CardTitle>
          </CardHeader>
        )}
        <CardContent>
          <fieldset disabled={!mayEdit} className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-6">
            <legend className="sr-only">Alert</legend>
            <Field label="Name" error={problems.name ?? save.error?.fields.name}>
              <Input
                value={draft.name}
                placeholder="Orders arrive"
                className="sm:max-w-96"
                onChange={(event) => set({ name: event.currentTarget.value })}
              />
            </Field>
            <ConditionFields
              draft={draft}
              problems={problems}
              isNew={alert === undefined}
              onChange={set}
            />
            <ChannelsEditor draft={draft} problems={problems} onChange={set} />
            <SwitchRow
              label="Enabled"
              hint="Looked at every five minutes."
              checked={draft.enabled}
              onChange={(enabled) => set({ enabled })}
            />
            {save.error && <Notice tone="error">{save.error.message}</Notice>}
            {Object.keys(problems).length > 0 && (
              <Notice tone="error">Something is missing: it is marked above.</Notice>
            )}
          </fieldset>
        </CardContent>
        {mayEdit && (
          <CardFooter>
            {alert === undefined && (
              <Button variant="secondary" onClick={() => void navigate({ to: '/alerts' })}>
                Cancel
              </Button>
            )}
            <Button type="submit" busy={save.isPending}>
              {alert === undefined ? 'Add alert' : 'Save changes'}
            </Button>
          </CardFooter>
        )}
      </Card>
    </form>
  )
}

function useSave(alert: AlertAnswer | undefined) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    meta: { showsError: true },
    mutationFn: (content: AlertContent) =>
      alert === undefined ? createAlert(content) : updateAlert(alert.id, content),
    onSuccess: async (saved) => {
      queries.setQueryData(alertQuery(saved.id).queryKey, saved)
      await queries.invalidateQueries({ queryKey: ['alerts'] })
      toast.success(alert === undefined ? 'The alert is added.' : 'The alert is saved.')
      if (alert === undefined) {
        await navigate({ to: '/alerts/$alertId', params: { alertId: saved.id } })
      }
    },
  })
}
