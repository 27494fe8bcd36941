import { X } from 'lucide-react'
import { FieldPicker } from '../../components/source-fields/field-picker.tsx'
import { pathOf, type SourceField } from '../../components/source-fields/source-fields.ts'
import { addField, type ObjectKeys, removeKey, removeObject } from './field-selection.ts'

export interface SelectedFieldsProps {
  /** Whether the fields are all that stays, or what is taken out. */
  isAllowed: boolean
  objects: readonly ObjectKeys[]
  fields: readonly SourceField[]
  onChange: (objects: readonly ObjectKeys[]) => void
}

/** Fields that are taken out, or all that stays; by the object that they are in. */
export function SelectedFields({ isAllowed, objects, fields, onChange }: SelectedFieldsProps) {
  const take = (object: readonly string[], key: string) => {
    const left = removeKey(objects, object, key)
    // To take nothing out says nothing; to allow nothing empties the object.
    onChange(isAllowed ? left : left.filter(({ keys }) => keys.length > 0))
  }
  return (
    <div className="grid gap-3">
      {objects.length > 0 && (
        <ul className="grid gap-2.5">
          {objects.map(({ object, keys }) => (
            <li key={JSON.stringify(object)} className="grid gap-1.5">
              <div className="flex items-center justify-between gap-2">
                <p className="text-[0.8125rem] text-muted-foreground">
                  {isAllowed ? 'All that stays of ' : 'Taken out of '}
                  <ObjectName keys={object} />
                </p>
                {isAllowed && (
                  <button
                    type="button"
                    className="rounded-sm text-xs font-medium text-primary underline-offset-4 hover:underline"
                    onClick={() => onChange(removeObject(objects, object))}
                  >
                    Leave it alone
                    <span className="sr-only">: {nameOf(object)}</span>
                  </button>
                )}
              </div>
              <ul className="flex flex-wrap gap-1.5">
                {keys.map((key) => (
                  <li
                    key={key}
                    className="flex max-w-full items-center rounded-full border bg-muted/60 pl-3"
                  >
                    <code className="font-mono text-xs wrap-anywhere">{key}</code>
                    <button
                      type="button"
                      aria-label={`Remove ${pathOf([...object, key])}`}
                      onClick={() => take(object, key)}
                      className="grid size-7 shrink-0 place-items-center rounded-full text-muted-foreground hover:text-foreground"
                    >
                      <X className="size-3.5" aria-hidden="true" />
                    </button>
                  </li>
                ))}
                {keys.length === 0 && (
                  <li className="text-[0.8125rem]">Nothing: all that is in it is taken out.</li>
                )}
                {isAllowed && object.length === 0 && (
                  <li className="py-1 text-[0.8125rem] text-muted-foreground">
                    and always type, messageId, timestamp, userId and anonymousId
                  </li>
                )}
              </ul>
            </li>
          ))}
        </ul>
      )}
      <FieldPicker
        label="Add a field"
        placeholder="Add a field"
        fields={fields}
        value={[]}
        withLists
        onChange={(keys) => onChange(addField(objects, keys))}
        className="sm:max-w-96"
      />
      <p className="text-[0.8125rem] text-muted-foreground">
        {isAllowed
          ? 'Objects that are not named here stay as they are. Of a list, every object in it is meant.'
          : 'Of a list, every object in it is meant.'}
      </p>
    </div>
  )
}

const nameOf = (keys: readonly string[]): string => (keys.length === 0 ? 'the event' : pathOf(keys))

function ObjectName({ keys }: { keys: readonly string[] }) {
  if (keys.length === 0) return <>the event itself</>
  return <code className="font-mono text-xs text-foreground">{pathOf(keys)}</code>
}
