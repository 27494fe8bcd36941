import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { Field } from '../../components/ui/field.tsx'
import { Input } from '../../components/ui/input.tsx'
import { KeepButton } from './keep-button.tsx'
import { KeyValueRows, type Pair, toPairs, toRecord } from './key-value-rows.tsx'
import type { OptionFieldProps } from './option-field-props.ts'

const MAX_HOOKS = 5

/** Who tries the service on their own machine has rarely a receiver at hand. */
const LOCAL_HINT =
  window.location.hostname === 'localhost' ? (
    <>
      No receiver at hand? <code className="font-mono">npm run webhook</code> starts one at{' '}
      <code className="font-mono">http://localhost:8788</code>.
    </>
  ) : undefined

interface HookDraft {
  id: number
  url: string
  headers: readonly Pair[]
}

let lastId = 0
const newHook = (url = '', headers: readonly Pair[] = []): HookDraft => {
  lastId += 1
  return { id: lastId, url, headers }
}

/** Webhook URLs, each with headers of its own. */
export function HooksField({ option, value, errors, onChange, onKeep }: OptionFieldProps) {
  const [hooks, setHooks] = useState<readonly HookDraft[]>(() => draftsOf(value))
  const update = (next: readonly HookDraft[]) => {
    setHooks(next)
    onChange(next.filter(({ url }) => url.trim() !== '').map(toWire))
  }
  const change = (id: number, part: Partial<HookDraft>) =>
    update(hooks.map((hook) => (hook.id === id ? { ...hook, ...part } : hook)))
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-1.5 flex w-full items-baseline justify-between gap-3 text-sm font-medium">
        {option.label}
        <KeepButton option={option} onKeep={onKeep} />
      </legend>
      <p className="text-[0.8125rem] text-muted-foreground">
        Each event is posted to every URL; each URL is tried and retried by itself. URLs and header
        values are stored encrypted and are not shown again.
      </p>
      {errors[`settings.${option.name}`] && (
        <p role="alert" className="text-[0.8125rem] text-destructive">
          {errors[`settings.${option.name}`]}
        </p>
      )}
      {hooks.map((hook, index) => (
        <div key={hook.id} className="grid gap-3 rounded-md border p-3.5">
          <Field
            label={hooks.length === 1 ? 'URL' : `URL ${index + 1}`}
            hint={index === 0 ? LOCAL_HINT : undefined}
            error={errorOfHook(errors, option.name, index)}
            aside={
              hooks.length > 1 && (
                <Button
                  variant="ghost"
                  size="icon-sm"
                  aria-label={`Remove URL ${index + 1}`}
                  onClick={() => update(hooks.filter(({ id }) => id !== hook.id))}
                  className="-my-1.5 text-muted-foreground"
                >
                  <Trash2 aria-hidden="true" />
                </Button>
              )
            }
          >
            <Input
              type="url"
              required
              maxLength={2048}
              autoComplete="off"
              spellCheck={false}
              placeholder="https://example.com/events"
              value={hook.url}
              onChange={(event) => change(hook.id, { url: event.currentTarget.value })}
            />
          </Field>
          <KeyValueRows
            what="header"
            keyLabel="Header"
            pairs={hook.headers}
            onChange={(headers) => change(hook.id, { headers })}
          />
        </div>
      ))}
      {hooks.length < MAX_HOOKS && (
        <Button
          variant="secondary"
          size="sm"
          className="justify-self-start"
          onClick={() => update([...hooks, newHook()])}
        >
          <Plus aria-hidden="true" />
          Add URL
        </Button>
      )}
    </fieldset>
  )
}

const toWire = ({ url, headers }: HookDraft) => {
  const record = toRecord(headers)
  return { hook: url.trim(), ...(Object.keys(record).length > 0 && { headers: record }) }
}

function draftsOf(value: unknown): HookDraft[] {
  const hooks = Array.isArray(value) ? (value as { hook?: unknown; headers?: unknown }[]) : []
  if (hooks.length === 0) return [newHook()]
  return hooks.map(({ hook, headers }) => newHook(String(hook ?? ''), toPairs(headers)))
}

/** The URL's own error, or the first of its headers: those have names that only the API knows. */
function errorOfHook(
  errors: Readonly<Record<string, string>>,
  name: string,
  index: number,
): string | undefined {
  const path = `settings.${name}.${index}`
  const found = Object.entries(errors).find(
    ([field]) => field === path || field.startsWith(`${path}.`),
  )
  if (found === undefined) return undefined
  const [field, message] = found
  return field.startsWith(`${path}.headers`) ? `Headers: ${message}` : message
}
