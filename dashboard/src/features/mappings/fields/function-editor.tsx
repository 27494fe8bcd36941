import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../../components/ui/button.tsx'
import { type Item, type MappedValue, newItem } from '../model/mapped-value.ts'
import { ANYTHING } from '../model/modes.ts'
import { writeValue } from '../model/write-value.ts'
import { Choice, Labelled, TextPart, Tick } from './function-parts.tsx'
import { NestedValue, type ValueEditorProps } from './mapping-scope.tsx'

type FunctionKind = 'coalesce' | 'case' | 'replace' | 'json' | 'flatten' | 'merge'
export type FunctionValue = Extract<MappedValue, { kind: FunctionKind }>
type Of<Kind extends FunctionKind> = Extract<MappedValue, { kind: Kind }>
type Props<Kind extends FunctionKind> = ValueEditorProps & { value: Of<Kind> }

/** What a function works on, and how. */
export function FunctionEditor(props: ValueEditorProps & { value: FunctionValue }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3 border-l-2 pl-3">
      <Parts {...props} />
    </div>
  )
}

function Parts(props: ValueEditorProps & { value: FunctionValue }) {
  const { value } = props
  switch (value.kind) {
    case 'coalesce':
      return <Coalesce {...props} value={value} />
    case 'case':
      return <Case {...props} value={value} />
    case 'replace':
      return <Replace {...props} value={value} />
    case 'json':
      return <Json {...props} value={value} />
    case 'flatten':
      return <Flatten {...props} value={value} />
    case 'merge':
      return <Merge {...props} value={value} />
  }
}

interface PartProps extends ValueEditorProps {
  title: string
}

/** A value within the function, which may be of any kind again. */
function Part({ title, name, ...rest }: PartProps) {
  return (
    <Labelled title={title}>
      <NestedValue {...rest} name={`${name}, ${title.toLowerCase()}`} />
    </Labelled>
  )
}

function Coalesce({ value, onChange, ...rest }: Props<'coalesce'>) {
  const isPlain = JSON.stringify(writeValue(value.of)) === JSON.stringify(writeValue(value.found))
  const [isOpen, setOpen] = useState(!isPlain)
  const isSplit = isOpen || !isPlain
  return (
    <>
      <Part
        {...rest}
        title={isSplit ? 'If there is' : 'Use'}
        value={value.of}
        onChange={(of) => onChange({ ...value, of, ...(!isSplit && { found: of }) })}
      />
      {isSplit && (
        <Part
          {...rest}
          title="Use"
          value={value.found}
          onChange={(found) => onChange({ ...value, found })}
        />
      )}
      <Part
        {...rest}
        title="Else use"
        value={value.otherwise}
        onChange={(otherwise) => onChange({ ...value, otherwise })}
      />
      <Tick
        name={rest.name}
        label="An empty text counts as missing"
        checked={value.test === 'blank'}
        onChange={(checked) => onChange({ ...value, test: checked ? 'blank' : 'exists' })}
      />
      <Tick
        name={rest.name}
        label="Use another value than the one that is looked at"
        checked={isSplit}
        onChange={(checked) => {
          setOpen(checked)
          if (!checked) onChange({ ...value, found: value.of })
        }}
      />
    </>
  )
}

function Case({ value, onChange, ...rest }: Props<'case'>) {
  return (
    <>
      <Choice
        label={`${rest.name}: case`}
        value={value.to}
        options={{ lower: 'to lower case', upper: 'TO UPPER CASE' }}
        onChange={(to) => onChange({ ...value, to })}
      />
      <Part
        {...rest}
        title="Value"
        value={value.of}
        onChange={(of) => onChange({ ...value, of })}
      />
    </>
  )
}

function Replace({ value, onChange, ...rest }: Props<'replace'>) {
  const { rules } = value
  const [hasSecond, setSecond] = useState(rules.pattern2 !== undefined)
  const change = (part: Partial<typeof rules>) =>
    onChange({ ...value, rules: { ...rules, ...part } })
  return (
    <>
      <Part
        {...rest}
        title="Value"
        value={value.of}
        onChange={(of) => onChange({ ...value, of })}
      />
      <div className="grid gap-2 sm:grid-cols-2">
        <TextPart
          label="Replace"
          name={rest.name}
          value={rules.pattern}
          onChange={(pattern) => change({ pattern })}
        />
        <TextPart
          label="With"
          name={rest.name}
          value={rules.replacement ?? ''}
          onChange={(replacement) => change({ replacement })}
        />
        {hasSecond && (
          <>
            <TextPart
              label="And replace"
              name={rest.name}
              value={rules.pattern2 ?? ''}
              onChange={(pattern2) => change({ pattern2 })}
            />
            <TextPart
              label="With, second"
              name={rest.name}
              value={rules.replacement2 ?? ''}
              onChange={(replacement2) => change({ replacement2 })}
            />
          </>
        )}
      </div>
      {!hasSecond && (
        <Button
          variant="ghost"
          size="sm"
          className="justify-self-start"
          onClick={() => setSecond(true)}
        >
          <Plus aria-hidden="true" />
          Replace a second text
        </Button>
      )}
      <Tick
        name={rest.name}
        label="Wherever it occurs, not only the first time"
        checked={rules.global !== false}
        onChange={(global) => change({ global })}
      />
      <Tick
        name={rest.name}
        label="Upper and lower case are the same"
        checked={rules.ignorecase === true}
        onChange={(ignorecase) => change({ ignorecase })}
      />
    </>
  )
}

function Json({ value, onChange, ...rest }: Props<'json'>) {
  return (
    <>
      <Choice
        label={`${rest.name}: direction`}
        value={value.mode}
        options={{ encode: 'Value to JSON text', decode: 'JSON text to value' }}
        onChange={(mode) => onChange({ ...value, mode })}
      />
      <Part
        {...rest}
        wanted={OBJECT}
        title="Value"
        value={value.of}
        onChange={(of) => onChange({ ...value, of })}
      />
    </>
  )
}

function Flatten({ value, onChange, ...rest }: Props<'flatten'>) {
  return (
    <>
      <Part
        {...rest}
        title="Object"
        value={value.of}
        onChange={(of) => onChange({ ...value, of })}
      />
      <TextPart
        label="Between the names"
        name={rest.name}
        value={value.separator}
        onChange={(separator) => onChange({ ...value, separator })}
      />
      <Tick
        name={rest.name}
        label="Leave lists as they are"
        checked={value.omitArrays === true}
        onChange={(omitArrays) => onChange({ ...value, omitArrays })}
      />
    </>
  )
}

function Merge({ value, onChange, ...rest }: Props<'merge'>) {
  const { objects } = value
  const change = (next: readonly Item[]) => onChange({ ...value, objects: next })
  return (
    <>
      {objects.map((item, index) => (
        <div key={item.id} className="flex items-end gap-1">
          <div className="min-w-0 flex-1">
            <Part
              {...rest}
              wanted={OBJECT}
              title={`Object ${index + 1}`}
              value={item.value}
              onChange={(next) =>
                change(objects.map((one) => (one.id === item.id ? { ...one, value: next } : one)))
              }
            />
          </div>
          <Button
            variant="ghost"
            size="icon"
            aria-label={`Remove object ${index + 1} of ${rest.name}`}
            onClick={() => change(objects.filter(({ id }) => id !== item.id))}
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
        onClick={() => change([...objects, newItem({ kind: 'path', path: '' })])}
      >
        <Plus aria-hidden="true" />
        Add object
      </Button>
      <Choice
        label={`${rest.name}: which one wins`}
        value={value.direction}
        options={{ right: 'Later objects win', left: 'Earlier objects win' }}
        onChange={(direction) => onChange({ ...value, direction })}
      />
    </>
  )
}

const OBJECT = { ...ANYTHING, type: 'object', additionalProperties: true } as const
