import { modesFor, toMode } from '../model/modes.ts'
import { ArrayEditor } from './array-editor.tsx'
import { FunctionEditor } from './function-editor.tsx'
import { ListEditor } from './list-editor.tsx'
import type { ValueEditorProps } from './mapping-scope.tsx'
import { ModeMenu } from './mode-menu.tsx'
import { ObjectEditor } from './object-editor.tsx'
import { PathInput } from './path-input.tsx'
import { RawInput } from './raw-input.tsx'
import { StaticInput } from './static-input.tsx'
import { TemplateInput } from './template-input.tsx'

/** Where one value comes from, and from what: the mode at the left, what it needs at its right or below. */
export function ValueEditor(props: ValueEditorProps) {
  const { name, value, onChange, wanted } = props
  const isBlock = BLOCKS.has(value.kind)
  return (
    <div
      className={
        isBlock
          ? 'grid grid-cols-[minmax(0,1fr)] gap-2'
          : 'grid grid-cols-[minmax(0,1fr)] items-start gap-2 sm:grid-cols-[9.5rem_minmax(0,1fr)]'
      }
    >
      <div className={isBlock ? 'sm:max-w-56' : undefined}>
        <ModeMenu
          name={name}
          mode={value.kind}
          offered={modesFor(wanted, value.kind)}
          onChange={(mode) => onChange(toMode(mode, value, wanted))}
        />
      </div>
      <Input {...props} />
    </div>
  )
}

/** Those that need the whole width. */
const BLOCKS: ReadonlySet<string> = new Set([
  'coalesce',
  'case',
  'replace',
  'json',
  'flatten',
  'merge',
  'array',
  'list',
  'object',
  'raw',
])

function Input(props: ValueEditorProps) {
  const { name, value, onChange, wanted, place } = props
  switch (value.kind) {
    case 'unset':
      return <Words>Nothing is sent.</Words>
    case 'null':
      return <Words>Null is sent: no value, on purpose.</Words>
    case 'path':
      return (
        <PathInput
          name={name}
          value={value.path}
          onChange={(path) => onChange({ ...value, path })}
        />
      )
    case 'static':
      return (
        <StaticInput
          name={name}
          wanted={wanted}
          place={place}
          value={value.value}
          onChange={(next) => onChange({ kind: 'static', value: next })}
        />
      )
    case 'template':
      return (
        <TemplateInput
          name={name}
          what="text with fields"
          placeholder="Order {{properties.order_id}}"
          value={value.text}
          onChange={(text) => onChange({ ...value, text })}
        />
      )
    case 'liquid':
      return (
        <TemplateInput
          name={name}
          what="Liquid template"
          placeholder="{{ properties.total | times: 100 }}"
          value={value.text}
          onChange={(text) => onChange({ ...value, text })}
        />
      )
    case 'raw':
      return <RawInput name={name} value={value.value} onChange={onChange} />
    case 'list':
      return <ListEditor {...props} value={value} />
    case 'object':
      return <ObjectEditor {...props} value={value} />
    case 'array':
      return <ArrayEditor {...props} value={value} />
    default:
      return <FunctionEditor {...props} value={value} />
  }
}

const Words = ({ children }: { children: string }) => (
  <p className="flex min-h-9 items-center text-[0.8125rem] text-muted-foreground">{children}</p>
)
