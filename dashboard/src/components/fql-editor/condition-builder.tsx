import { Plus, X } from 'lucide-react'
import type { SourceField } from '../source-fields/source-fields.ts'
import { Button } from '../ui/button.tsx'
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from '../ui/select.tsx'
import { ConditionRow } from './condition-row.tsx'
import {
  type Condition,
  type ConditionGroup,
  type Conditions,
  type Fit,
  newCondition,
  newGroup,
} from './conditions.ts'

const FITS: Record<Fit, string> = {
  every: 'Every event',
  all: 'Events for which all of these hold',
  any: 'Events for which any of these holds',
  none: 'Events for which none of these holds',
  not_all: 'Events for which not all of these hold',
}
const isFit = (text: string): text is Fit => Object.hasOwn(FITS, text)

export interface ConditionBuilderProps {
  conditions: Conditions
  onChange: (conditions: Conditions) => void
  fields: readonly SourceField[]
}

/** Rows of field, comparison and value, with groups of rows one level deep. */
export function ConditionBuilder({ conditions, onChange, fields }: ConditionBuilderProps) {
  const { fit, items } = conditions
  const change = (next: Conditions['items']) => onChange({ fit, items: next })
  const add = (item: Condition | ConditionGroup) => change([...items, item])
  const replace = (id: number, item: Condition | ConditionGroup) =>
    change(items.map((known) => (known.id === id ? item : known)))
  const remove = (id: number) => change(items.filter((known) => known.id !== id))
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <Select
        value={fit}
        onValueChange={(next) => {
          if (!isFit(next)) return
          onChange({
            fit: next,
            items: next !== 'every' && items.length === 0 ? [newCondition()] : items,
          })
        }}
      >
        <SelectTrigger aria-label="Which events" className="sm:w-auto sm:justify-self-start">
          <SelectValue />
        </SelectTrigger>
        <SelectContent>
          {Object.entries(FITS).map(([value, words]) => (
            <SelectItem key={value} value={value}>
              {words}
            </SelectItem>
          ))}
        </SelectContent>
      </Select>
      {fit !== 'every' && (
        <>
          {items.length > 0 && (
            <ul className="grid grid-cols-[minmax(0,1fr)] gap-2">
              {items.map((item, index) => (
                <li key={item.id} className="min-w-0">
                  {item.kind === 'condition' ? (
                    <ConditionRow
                      name={`Condition ${index + 1}`}
                      condition={item}
                      fields={fields}
                      onChange={(next) => replace(item.id, next)}
                      onRemove={() => remove(item.id)}
                    />
                  ) : (
                    <Group
                      name={`Group ${index + 1}`}
                      group={item}
                      fields={fields}
                      onChange={(next) => replace(item.id, next)}
                      onRemove={() => remove(item.id)}
                    />
                  )}
                </li>
              ))}
            </ul>
          )}
          <div className="flex flex-wrap gap-2">
            <Button variant="secondary" size="sm" onClick={() => add(newCondition())}>
              <Plus aria-hidden="true" />
              Add condition
            </Button>
            <Button
              variant="ghost"
              size="sm"
              onClick={() =>
                add(newGroup(fit === 'any' || fit === 'none' ? 'and' : 'or', [newCondition()]))
              }
            >
              <Plus aria-hidden="true" />
              Add group
            </Button>
          </div>
        </>
      )}
    </div>
  )
}

interface GroupProps {
  name: string
  group: ConditionGroup
  fields: readonly SourceField[]
  onChange: (group: ConditionGroup) => void
  onRemove: () => void
}

function Group({ name, group, fields, onChange, onRemove }: GroupProps) {
  const { items } = group
  const change = (next: readonly Condition[]) => onChange({ ...group, items: next })
  return (
    <fieldset className="grid grid-cols-[minmax(0,1fr)] gap-2 rounded-md border bg-muted/40 p-3">
      <legend className="sr-only">{name}</legend>
      <div className="flex items-center justify-between gap-2">
        <Select
          value={group.join}
          onValueChange={(join) => onChange({ ...group, join: join === 'and' ? 'and' : 'or' })}
        >
          <SelectTrigger aria-label={`${name}, how many have to hold`} className="w-auto">
            <SelectValue />
          </SelectTrigger>
          <SelectContent>
            <SelectItem value="and">All of these hold</SelectItem>
            <SelectItem value="or">Any of these holds</SelectItem>
          </SelectContent>
        </Select>
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={`Remove ${name.toLowerCase()}`}
          onClick={onRemove}
        >
          <X aria-hidden="true" />
        </Button>
      </div>
      <ul className="grid grid-cols-[minmax(0,1fr)] gap-2">
        {items.map((item, index) => (
          <li key={item.id} className="min-w-0">
            <ConditionRow
              name={`${name}, condition ${index + 1}`}
              condition={item}
              fields={fields}
              onChange={(next) =>
                change(items.map((known) => (known.id === item.id ? next : known)))
              }
              onRemove={() => change(items.filter(({ id }) => id !== item.id))}
            />
          </li>
        ))}
      </ul>
      <Button
        variant="secondary"
        size="sm"
        className="justify-self-start"
        aria-label={`Add condition to ${name.toLowerCase()}`}
        onClick={() => change([...items, newCondition()])}
      >
        <Plus aria-hidden="true" />
        Add condition
      </Button>
    </fieldset>
  )
}
