import { useMemo } from 'react'
import { fieldsOfItems } from '../model/event-paths.ts'
import { type MappedValue, UNSET } from '../model/mapped-value.ts'
import {
  MappingScopeContext,
  NestedValue,
  useMappingScope,
  type ValueEditorProps,
} from './mapping-scope.tsx'
import { PathInput } from './path-input.tsx'

type ArrayValue = Extract<MappedValue, { kind: 'array' }>

/** A list of the event, and what is made of each of its items. Fields are named from the item on. */
export function ArrayEditor(props: ValueEditorProps & { value: ArrayValue }) {
  const { name, value, onChange, wanted, place } = props
  const scope = useMappingScope()
  const inner = useMemo(
    () => ({ ...scope, fields: fieldsOfItems(scope.fields, value.path) }),
    [scope, value.path],
  )
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3 border-l-2 pl-3">
      <div className="grid gap-1.5">
        <p className="text-[0.8125rem] font-medium">List of the event</p>
        <PathInput
          name={`${name}, list`}
          value={value.path}
          onChange={(path) => onChange({ ...value, path })}
        />
      </div>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
        <p className="text-[0.8125rem] font-medium">
          Each item becomes
          <span className="font-normal text-muted-foreground">
            {value.shape.kind === 'unset' ? ' what it is' : ' (fields are those of the item)'}
          </span>
        </p>
        <MappingScopeContext value={inner}>
          <NestedValue
            name={`${name}, each item`}
            value={value.shape}
            wanted={{ ...wanted, multiple: false, allowNull: false }}
            place={`${place}.[0]`}
            onChange={(shape) =>
              onChange({ ...value, shape: shape.kind === 'null' ? UNSET : shape })
            }
          />
        </MappingScopeContext>
      </div>
    </div>
  )
}
