import { Plus, X } from 'lucide-react'
import { Button } from '../../../components/ui/button.tsx'
import { type MappedValue, newItem } from '../model/mapped-value.ts'
import { NestedValue, type ValueEditorProps } from './mapping-scope.tsx'

type ListValue = Extract<MappedValue, { kind: 'list' }>

/** Values one below the other, each given in its own way. */
export function ListEditor(props: ValueEditorProps & { value: ListValue }) {
  const { name, value, onChange, wanted, place } = props
  const { items } = value
  const inner = { ...wanted, multiple: false }
  const change = (next: ListValue['items']) => onChange({ kind: 'list', items: next })
  const first: MappedValue =
    wanted.type === 'object' ? { kind: 'object', entries: [] } : { kind: 'static', value: '' }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2 border-l-2 pl-3">
      {items.map((item, index) => (
        <div key={item.id} className="flex items-start gap-1">
          <div className="min-w-0 flex-1">
            <NestedValue
              name={`${name}, item ${index + 1}`}
              value={item.value}
              wanted={inner}
              place={`${place}.[${index}]`}
              onChange={(next) =>
                change(items.map((one) => (one.id === item.id ? { ...one, value: next } : one)))
              }
            />
          </div>
          <Button
            variant="ghost"
            size="icon"
            aria-label={`Remove item ${index + 1} of ${name}`}
            onClick={() => change(items.filter(({ id }) => id !== item.id))}
            className="text-muted-foreground"
          >
            <X aria-hidden="true" />
          </Button>
        </div>
      ))}
      <Button
        variant="ghost"
        size="sm"
        className="justify-self-start"
        aria-label={`Add item to ${name}`}
        onClick={() => change([...items, newItem(first)])}
      >
        <Plus aria-hidden="true" />
        Add item
      </Button>
    </div>
  )
}
