import { type FormEvent, useState } from 'react'
import type { DestinationAnswer } from '../../api/destination-details.ts'
import { Notice } from '../../components/notice.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card, CardContent, CardFooter, CardHeader, CardTitle } from '../../components/ui/card.tsx'
import { Field } from '../../components/ui/field.tsx'
import { Input } from '../../components/ui/input.tsx'
import { toast } from '../../components/ui/toast.tsx'
import { changesOf, draftOf, forgottenBy } from './settings-draft.ts'
import { SettingsFields } from './settings-fields.tsx'
import { useDestinationEdit } from './use-destination-edit.ts'

export function DestinationSettingsForm({ destination }: { destination: DestinationAnswer }) {
  const { metadata, settings } = destination
  const { options, slug } = metadata
  const [original] = useState(() => draftOf(options, settings))
  const [draft, setDraft] = useState(original)
  const [name, setName] = useState(destination.name)
  // A fresh form after "Discard changes": its editors keep rows of their own.
  const [generation, setGeneration] = useState(0)
  const { mutate, error, isPending } = useDestinationEdit(destination.id, { showsError: true })
  const changes = changesOf(options, draft, settings)
  const isRenamed = name.trim() !== destination.name
  const isChanged = isRenamed || Object.keys(changes).length > 0 || draft !== original
  const forgotten = forgottenBy(options, draft, settings)
  const fields = error?.fields ?? {}
  const submit = (event: FormEvent) => {
    event.preventDefault()
    mutate(
      { ...(isRenamed && { name: name.trim() }), settings: changes },
      { onSuccess: () => toast.success('The settings are saved.') },
    )
  }
  const discard = () => {
    setDraft(original)
    setName(destination.name)
    setGeneration(generation + 1)
  }
  return (
    <form onSubmit={submit}>
      <Card>
        <CardHeader>
          <CardTitle>Settings</CardTitle>
        </CardHeader>
        <CardContent key={generation} className="grid gap-6">
          {error && <Notice tone="error">{error.message}</Notice>}
          <Field label="Name" error={fields.name}>
            <Input
              required
              maxLength={255}
              autoComplete="off"
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          </Field>
          <SettingsFields
            kind={slug}
            options={options}
            draft={draft}
            original={original}
            errors={fields}
            onChange={setDraft}
          />
          {forgotten.length > 0 && (
            <Notice tone="warning">
              Because this changes where events are sent, saving forgets what is stored for{' '}
              <strong className="font-semibold">{forgotten.join(', ')}</strong>. Replace it too if
              it is still needed.
            </Notice>
          )}
        </CardContent>
        <CardFooter>
          {isChanged && (
            <Button variant="ghost" onClick={discard}>
              Discard changes
            </Button>
          )}
          <Button type="submit" busy={isPending} disabled={!isChanged}>
            Save settings
          </Button>
        </CardFooter>
      </Card>
    </form>
  )
}
