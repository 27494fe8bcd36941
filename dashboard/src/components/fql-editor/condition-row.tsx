import { X } from 'lucide-react'
import { useId, useState } from 'react'
import { FieldPicker } from '../source-fields/field-picker.tsx'
import type { SourceField } from '../source-fields/source-fields.ts'
import { Button } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { Input, Textarea } from '../ui/input.tsx'
import {
  Select,
  SelectContent,
  SelectGroup,
  SelectItem,
  SelectLabel,
  SelectTrigger,
  SelectValue,
} from '../ui/select.tsx'
import type { Condition } from './conditions.ts'
import { isOperatorName, OPERATORS, type OperatorName, problemOf } from './operators.ts'

const GROUPS = ['Text', 'Number', 'Anything'] as const

export interface ConditionRowProps {
  /** "Condition 2": its controls are named after it. */
  name: string
  condition: Condition
  fields: readonly SourceField[]
  onChange: (condition: Condition) => void
  onRemove: () => void
}

/** One field, how it is compared, and with what. */
export function ConditionRow({ name, condition, fields, onChange, onRemove }: ConditionRowProps) {
  const { keys, operator } = condition
  const needsValue = OPERATORS[operator].value !== 'none'
  const choose = (chosen: readonly string[], field: SourceField | undefined) =>
    onChange({ ...condition, keys: chosen, ...firstOperator(condition, field) })
  return (
    <div className="flex items-start gap-1.5 max-sm:rounded-md max-sm:border max-sm:bg-muted/30 max-sm:p-2">
      <div
        className={cn(
          'grid min-w-0 flex-1 grid-cols-[minmax(0,1fr)] gap-1.5',
          needsValue
            ? 'sm:grid-cols-[minmax(0,5fr)_minmax(0,4fr)_minmax(0,5fr)]'
            : 'sm:grid-cols-[minmax(0,5fr)_minmax(0,9fr)]',
        )}
      >
        <FieldPicker label={`${name}, field`} fields={fields} value={keys} onChange={choose} />
        <Select
          value={operator}
          onValueChange={(next) => {
            if (isOperatorName(next)) onChange({ ...condition, operator: next })
          }}
        >
          <SelectTrigger aria-label={`${name}, comparison`}>
            <SelectValue />
          </SelectTrigger>
          <SelectContent>
            {GROUPS.map((group) => (
              <SelectGroup key={group}>
                <SelectLabel>{group}</SelectLabel>
                {operatorsOf(group).map((value) => (
                  <SelectItem key={value} value={value}>
                    {OPERATORS[value].label}
                  </SelectItem>
                ))}
              </SelectGroup>
            ))}
          </SelectContent>
        </Select>
        {needsValue && (
          <ValueInput
            key={operator}
            name={name}
            condition={condition}
            fields={fields}
            onChange={(value) => onChange({ ...condition, value })}
          />
        )}
      </div>
      <Button
        variant="ghost"
        size="icon"
        aria-label={`Remove ${lowerFirst(name)}`}
        onClick={onRemove}
        className="text-muted-foreground"
      >
        <X aria-hidden="true" />
      </Button>
    </div>
  )
}

interface ValueInputProps {
  name: string
  condition: Condition
  fields: readonly SourceField[]
  onChange: (value: string) => void
}

function ValueInput({ name, condition, fields, onChange }: ValueInputProps) {
  const id = useId()
  const [touched, setTouched] = useState(condition.value !== '')
  const { keys, operator, value } = condition
  const kind = OPERATORS[operator].value
  const problem = touched ? problemOf(operator, value) : undefined
  const suggestions =
    fields.find((field) => !field.isInList && isSame(field.keys, keys))?.values ?? []
  const shared = {
    value,
    'aria-label': `${name}, ${kind === 'list' ? 'texts, one on each line' : kind}`,
    'aria-invalid': problem !== undefined || undefined,
    'aria-describedby': problem === undefined ? undefined : `${id}-problem`,
    onBlur: () => setTouched(true),
  }
  return (
    <div className="grid min-w-0 gap-1">
      {kind === 'list' ? (
        <Textarea
          {...shared}
          placeholder="One on each line"
          className="field-sizing-content max-h-40 min-h-9 py-1.5"
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      ) : (
        <Input
          {...shared}
          list={suggestions.length > 0 ? `${id}-values` : undefined}
          inputMode={kind === 'number' ? 'decimal' : undefined}
          placeholder={placeholderOf(operator)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
      {suggestions.length > 0 && kind !== 'list' && (
        <datalist id={`${id}-values`}>
          {suggestions.map((suggestion) => (
            <option key={suggestion} value={suggestion} />
          ))}
        </datalist>
      )}
      {problem !== undefined && (
        <p id={`${id}-problem`} role="alert" className="text-xs text-destructive">
          {problem}
        </p>
      )}
    </div>
  )
}

function placeholderOf(operator: OperatorName): string {
  if (operator === 'matches' || operator === 'matches_not') return 'Order * or item-[0-9]?'
  if (OPERATORS[operator].value === 'number') return '0'
  return operator === 'text_is' || operator === 'text_is_not' ? 'Empty text' : 'Text'
}

/** A field whose values are known suggests how to ask about it, as long as nothing has been entered. */
function firstOperator(
  { value }: Condition,
  field: SourceField | undefined,
): Partial<Pick<Condition, 'operator'>> {
  if (value !== '' || field === undefined) return {}
  const [type] = field.types
  if (type === 'number') return { operator: 'number_is' }
  if (type === 'boolean') return { operator: 'is_true' }
  if (type === 'object' || type === 'list') return { operator: 'is_present' }
  return {}
}

const operatorsOf = (group: (typeof GROUPS)[number]): OperatorName[] =>
  Object.keys(OPERATORS)
    .filter(isOperatorName)
    .filter((name) => OPERATORS[name].group === group)

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((key, index) => key === b[index])

const lowerFirst = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`
