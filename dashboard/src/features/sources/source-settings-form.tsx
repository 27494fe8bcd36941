import { type FormEvent, useState } from 'react'
import type { SourceAnswer, SourceSettingsAnswer } from '../../api/source-details.ts'
import { Notice } from '../../components/notice.tsx'
import { SwitchRow } from '../../components/switch-row.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card, CardContent, CardFooter, CardHeader, CardTitle } from '../../components/ui/card.tsx'
import { Field } from '../../components/ui/field.tsx'
import { Input } from '../../components/ui/input.tsx'
import {
  Select,
  SelectContent,
  SelectItem,
  SelectTrigger,
  SelectValue,
} from '../../components/ui/select.tsx'
import { toast } from '../../components/ui/toast.tsx'
import { useSourceEdit } from './use-source-edit.ts'

interface Draft {
  name: string
  serverCookie: boolean
  deliveryStrategy: SourceSettingsAnswer['deliveryStrategy']
  rateLimitPerS: string
  rateLimitAddressPerS: string
}

const draftOf = ({ name, settings }: SourceAnswer): Draft => ({
  name,
  serverCookie: settings.serverCookie,
  deliveryStrategy: settings.deliveryStrategy,
  rateLimitPerS: settings.rateLimitPerS === 0 ? '' : String(settings.rateLimitPerS),
  rateLimitAddressPerS:
    settings.rateLimitAddressPerS === 0 ? '' : String(settings.rateLimitAddressPerS),
})

export function SourceSettingsForm({ source }: { source: SourceAnswer }) {
  const [draft, setDraft] = useState(() => draftOf(source))
  const { mutate, error, isPending } = useSourceEdit(source.id)
  const set = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }))
  const isChanged = JSON.stringify(draft) !== JSON.stringify(draftOf(source))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const { name, serverCookie, deliveryStrategy, rateLimitPerS, rateLimitAddressPerS } = draft
    mutate(
      {
        name: name.trim(),
        settings: {
          serverCookie,
          deliveryStrategy,
          rateLimitPerS: Number(rateLimitPerS || 0),
          rateLimitAddressPerS: Number(rateLimitAddressPerS || 0),
        },
      },
      { onSuccess: () => toast.success('The settings are saved.') },
    )
  }
  return (
    <form onSubmit={submit}>
      <Card>
        <CardHeader>
          <CardTitle>Settings</CardTitle>
        </CardHeader>
        <CardContent className="grid gap-6">
          {error && Object.keys(error.fields).length === 0 && (
            <Notice tone="error">{error.message}</Notice>
          )}
          <Field label="Name" error={error?.fields.name}>
            <Input
              required
              maxLength={255}
              autoComplete="off"
              value={draft.name}
              onChange={(event) => set({ name: event.currentTarget.value })}
            />
          </Field>
          {source.metadata.slug === 'javascript' && (
            <BrowserSettings draft={draft} onChange={set} />
          )}
          <div className="grid gap-6 sm:grid-cols-2">
            <RateField
              label="Events per second"
              hint="The most that is taken per second and log. Empty: what the service says."
              value={draft.rateLimitPerS}
              error={error?.fields['settings.rateLimitPerS']}
              onChange={(rateLimitPerS) => set({ rateLimitPerS })}
            />
            <RateField
              label="Events per second and address"
              hint="The same for each caller's network address. Empty: what the service says."
              value={draft.rateLimitAddressPerS}
              error={error?.fields['settings.rateLimitAddressPerS']}
              onChange={(rateLimitAddressPerS) => set({ rateLimitAddressPerS })}
            />
          </div>
        </CardContent>
        <CardFooter>
          {isChanged && (
            <Button variant="ghost" onClick={() => setDraft(draftOf(source))}>
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

interface BrowserSettingsProps {
  draft: Draft
  onChange: (change: Partial<Draft>) => void
}

/** What only the browser library heeds. */
function BrowserSettings({ draft, onChange }: BrowserSettingsProps) {
  return (
    <>
      <SwitchRow
        label="Server-set cookie"
        hint="The collection domain sets the visitor's anonymous id itself, so that browsers that shorten the life of script-written cookies keep it."
        checked={draft.serverCookie}
        onChange={(serverCookie) => onChange({ serverCookie })}
      />
      <Select
        value={draft.deliveryStrategy}
        // One of the two items below.
        onValueChange={(value) =>
          onChange({ deliveryStrategy: value as Draft['deliveryStrategy'] })
        }
      >
        <Field
          label="Delivery strategy"
          hint="Batching saves requests on busy pages; the last events of a visit take a little longer."
        >
          <SelectTrigger className="sm:max-w-md">
            <SelectValue />
          </SelectTrigger>
        </Field>
        <SelectContent>
          <SelectItem value="standard">One event a request</SelectItem>
          <SelectItem value="batching">Several events a request</SelectItem>
        </SelectContent>
      </Select>
    </>
  )
}

interface RateFieldProps {
  label: string
  hint: string
  value: string
  error: string | undefined
  onChange: (value: string) => void
}

function RateField({ label, hint, value, error, onChange }: RateFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      <Input
        type="number"
        min={0}
        step={1}
        inputMode="numeric"
        placeholder="Default"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </Field>
  )
}
