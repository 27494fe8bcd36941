import { Route } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { FilterSelect } from '../../components/filter-select.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card, CardContent } from '../../components/ui/card.tsx'
import { Field } from '../../components/ui/field.tsx'
import { Input } from '../../components/ui/input.tsx'

export interface TraceSearchValues {
  id?: string | undefined
  user?: string | undefined
  day?: string | undefined
  source?: string | undefined
}

export interface TraceFormProps {
  value: TraceSearchValues
  sources: readonly { id: string; name: string }[]
  onSubmit: (value: TraceSearchValues) => void
}

type By = 'id' | 'user'

/** What to trace. Its answer has an address of its own. */
export function TraceForm({ value, sources, onSubmit }: TraceFormProps) {
  const [by, setBy] = useState<By>(
    value.user !== undefined && value.id === undefined ? 'user' : 'id',
  )
  const [text, setText] = useState((by === 'id' ? value.id : value.user) ?? '')
  const [day, setDay] = useState(value.day ?? '')
  const [source, setSource] = useState(value.source)
  const [problem, setProblem] = useState<string>()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const given = text.trim()
    setProblem(given === '' ? 'Paste one to go on.' : undefined)
    if (given === '') return
    onSubmit({
      id: by === 'id' ? given : undefined,
      user: by === 'user' ? given : undefined,
      day: by === 'id' && day !== '' ? day : undefined,
      source,
    })
  }
  return (
    <Card>
      <CardContent>
        <form onSubmit={submit} className="grid gap-4">
          <fieldset className="flex flex-wrap gap-x-6 gap-y-2">
            <legend className="sr-only">Find an event by</legend>
            <Choice name="Message id" checked={by === 'id'} onChoose={() => setBy('id')} />
            <Choice name="User id" checked={by === 'user'} onChoose={() => setBy('user')} />
          </fieldset>
          <div className="grid items-start gap-4 sm:grid-cols-[minmax(0,1fr)_auto_auto]">
            <Field
              label={by === 'id' ? 'Message id' : 'User id or anonymous id'}
              error={problem}
              hint={
                by === 'id'
                  ? 'Libraries give each call one; the debugger and failed deliveries show it.'
                  : 'Lists what came of them among the last 500 events of each source.'
              }
            >
              <Input
                value={text}
                onChange={(event) => setText(event.currentTarget.value)}
                autoComplete="off"
                spellCheck={false}
                className="font-mono text-[0.8125rem]"
              />
            </Field>
            {by === 'id' && (
              <Field label="Day, in UTC" hint="For older events.">
                <Input
                  type="date"
                  value={day}
                  max={new Date().toISOString().slice(0, 10)}
                  onChange={(event) => setDay(event.currentTarget.value)}
                  className="sm:w-44"
                />
              </Field>
            )}
            <div className="grid gap-1.5">
              <span aria-hidden="true" className="text-sm font-medium">
                Source
              </span>
              <FilterSelect
                label="Source"
                all="All sources"
                value={source}
                options={sources.map(({ id, name }) => ({ value: id, name }))}
                onChange={setSource}
              />
            </div>
          </div>
          <Button type="submit" className="justify-self-start">
            <Route aria-hidden="true" />
            {by === 'id' ? 'Trace the event' : 'List events'}
          </Button>
        </form>
      </CardContent>
    </Card>
  )
}

function Choice(props: { name: string; checked: boolean; onChoose: () => void }) {
  return (
    <label className="flex items-center gap-2 text-sm font-medium">
      <input
        type="radio"
        name="by"
        checked={props.checked}
        onChange={props.onChoose}
        className="size-4 accent-primary"
      />
      {props.name}
    </label>
  )
}
