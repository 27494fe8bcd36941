import type { ActionDetail } from '../../api/catalog-details.ts'
import { SwitchRow } from '../../components/switch-row.tsx'
import { Field } from '../../components/ui/field.tsx'
import { Input } from '../../components/ui/input.tsx'
import { BATCH_SIZE, ENABLE_BATCHING } from './model/field-rules.ts'
import { type MappedFields, type MappedValue, UNSET } from './model/mapped-value.ts'

export interface DeliveryOptionsProps {
  action: ActionDetail
  fields: MappedFields
  onChange: (key: string, value: MappedValue) => void
}

const DEFAULT_BATCH_SIZE = 1000
const MAX_BATCH_SIZE = 10_000

/** How the events are sent, where the action leaves a choice. */
export function DeliveryOptions({ action, fields, onChange }: DeliveryOptionsProps) {
  if (!action.supportsBatch) return null
  const batching = fields[ENABLE_BATCHING]
  const isOn = batching?.kind === 'static' && (batching.value === true || batching.value === 'true')
  const size = fields[BATCH_SIZE]
  return (
    <section className="grid gap-4 border-t pt-5">
      <h3 className="text-sm font-semibold">Delivery</h3>
      <SwitchRow
        label="Send events together"
        hint="Events that wait are sent in one request where they can be: fewer requests, the same events."
        checked={isOn}
        onChange={(value) => onChange(ENABLE_BATCHING, { kind: 'static', value })}
      />
      {isOn && (
        <Field
          label="At most so many events in a request"
          hint={`Without a number, ${DEFAULT_BATCH_SIZE}. The partner may allow fewer.`}
          className="max-w-sm"
        >
          <Input
            type="number"
            min={1}
            max={MAX_BATCH_SIZE}
            step={1}
            value={size?.kind === 'static' ? String(size.value) : ''}
            onChange={({ currentTarget: { value, valueAsNumber } }) =>
              onChange(BATCH_SIZE, value === '' ? UNSET : { kind: 'static', value: valueAsNumber })
            }
          />
        </Field>
      )}
    </section>
  )
}
