import { ChevronRight } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { ActionDetail, ActionField } from '../../api/catalog-details.ts'
import type { DestinationAnswer } from '../../api/destination-details.ts'
import type { MappingPreview } from '../../api/mappings.ts'
import { MarkdownText } from '../../components/markdown-text.tsx'
import { Notice } from '../../components/notice.tsx'
import { useSourceFields } from '../../components/source-fields/use-source-fields.ts'
import { Card, CardContent } from '../../components/ui/card.tsx'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '../../components/ui/tabs.tsx'
import { DeliveryOptions } from './delivery-options.tsx'
import { FieldFrame } from './fields/field-frame.tsx'
import { type MappingScope, MappingScopeContext } from './fields/mapping-scope.tsx'
import { ValueEditor } from './fields/value-editor.tsx'
import { JsonTab } from './json-tab.tsx'
import { plainField, type UnreadText, unknownKeys } from './mapping-draft.ts'
import { groupFields, isRequired } from './model/field-rules.ts'
import { type MappedFields, type MappedValue, UNSET } from './model/mapped-value.ts'
import { SyncMode } from './sync-mode.tsx'

export interface MappingFieldsProps {
  destination: Pick<DestinationAnswer, 'id' | 'sourceId'>
  action: ActionDetail | undefined
  fields: MappedFields
  /** As the API has them: fields that were there stay where they were. */
  stored: Readonly<Record<string, unknown>>
  problems: MappingPreview['problems']
  /** The draft as the API takes it. */
  settings: () => Record<string, unknown>
  unread: UnreadText | undefined
  onChange: (fields: MappedFields) => void
  onUnread: (unread: UnreadText) => void
}

/** What the action is given: as a form, or as JSON. */
export function MappingFields(props: MappingFieldsProps) {
  const { action } = props
  return (
    <Card className="mt-4">
      <Tabs defaultValue={action === undefined ? 'json' : 'form'}>
        <TabsList aria-label="Edit the fields as" className="px-3">
          <TabsTrigger value="form">Fields</TabsTrigger>
          <TabsTrigger value="json">JSON</TabsTrigger>
        </TabsList>
        <TabsContent value="form" className="outline-none">
          <CardContent className="grid grid-cols-[minmax(0,1fr)] gap-6">
            {props.unread !== undefined ? (
              <Notice tone="warning">
                What is written under JSON cannot be read yet. Mend it there, or discard the
                changes, to go on with the form.
              </Notice>
            ) : action === undefined ? (
              <Notice tone="warning">
                The catalog does not have this action any more. The mapping is kept, and can be
                edited as JSON.
              </Notice>
            ) : (
              <Form {...props} action={action} />
            )}
          </CardContent>
        </TabsContent>
        <TabsContent value="json" className="outline-none">
          <JsonTab
            fields={props.fields}
            unread={props.unread}
            onChange={props.onChange}
            onUnread={props.onUnread}
          />
        </TabsContent>
      </Tabs>
    </Card>
  )
}

function Form(props: MappingFieldsProps & { action: ActionDetail }) {
  const { destination, action, fields, settings, onChange } = props
  const scope = useScope(destination, action, settings)
  const { shown, folded, hidden } = groupFields(action.fields, fields)
  const others = unknownKeys(fields, action)
  const set = (key: string, value: MappedValue) => onChange({ ...fields, [key]: value })
  const draw = (field: ActionField) => (
    <ActionFieldEditor
      key={field.key}
      field={field}
      fields={fields}
      problems={props.problems}
      onChange={(value) => set(field.key, value)}
    />
  )
  return (
    <MappingScopeContext value={scope}>
      {action.description !== '' && (
        <p className="text-sm text-muted-foreground">
          <MarkdownText text={action.description} />
        </p>
      )}
      {action.syncMode !== undefined && (
        <SyncMode syncMode={action.syncMode} fields={fields} onChange={set} />
      )}
      {shown.map(draw)}
      {folded.map(({ title, fields: inGroup }) => (
        <Folded key={title} title={title} count={inGroup.length}>
          {inGroup.map(draw)}
        </Folded>
      ))}
      {hidden.length > 0 && (
        <Folded title="Hidden fields" count={hidden.length}>
          <p className="text-[0.8125rem] text-muted-foreground">
            {action.name} fills these by itself. Change them only when you know why.
          </p>
          {hidden.map(draw)}
        </Folded>
      )}
      {others.length > 0 && (
        <Folded title="Not known to the action" count={others.length}>
          {others.map((key) => draw(plainField(key)))}
        </Folded>
      )}
      <DeliveryOptions action={action} fields={fields} onChange={set} />
    </MappingScopeContext>
  )
}

function useScope(
  { id, sourceId }: Pick<DestinationAnswer, 'id' | 'sourceId'>,
  action: ActionDetail,
  settings: () => Record<string, unknown>,
): MappingScope {
  const fields = useSourceFields(sourceId)
  return {
    fields,
    destinationId: id,
    requestChoices: (path, page) => ({
      actionId: action.slug,
      path,
      settings: settings(),
      ...(page !== undefined && { page }),
    }),
    Editor: ValueEditor,
  }
}

interface ActionFieldEditorProps {
  field: ActionField
  fields: MappedFields
  problems: MappingPreview['problems']
  onChange: (value: MappedValue) => void
}

function ActionFieldEditor({ field, fields, problems, onChange }: ActionFieldEditorProps) {
  const own = problems.filter(({ field: at }) => at.split(/[.[/]/).find(Boolean) === field.key)
  return (
    <FieldFrame
      field={field}
      isRequired={isRequired(field, fields)}
      problem={own.length === 0 ? undefined : own.map(({ message }) => message).join(' ')}
    >
      <ValueEditor
        name={field.label || field.key}
        value={fields[field.key] ?? UNSET}
        wanted={field}
        place={field.key}
        onChange={onChange}
      />
    </FieldFrame>
  )
}

interface FoldedProps {
  title: string
  count: number
  children: ReactNode
}

/** What is drawn only once it is opened: an action may have a hundred of such fields. */
function Folded({ title, count, children }: FoldedProps) {
  const [open, setOpen] = useState(false)
  return (
    <section className="border-t pt-4">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex w-full items-center gap-2 rounded-sm text-left text-sm font-semibold"
      >
        <ChevronRight className={open ? 'size-4 rotate-90' : 'size-4'} aria-hidden="true" />
        {title}
        <span className="font-normal text-muted-foreground">{count}</span>
      </button>
      {open && <div className="mt-5 grid grid-cols-[minmax(0,1fr)] gap-6">{children}</div>}
    </section>
  )
}
