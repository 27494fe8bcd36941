import { type ComponentType, createContext, use } from 'react'
import type { ActionField } from '../../../api/catalog-details.ts'
import type { DynamicRequest } from '../../../api/mappings.ts'
import type { SourceField } from '../../../components/source-fields/source-fields.ts'
import type { MappedValue } from '../model/mapped-value.ts'
import type { Wanted } from '../model/modes.ts'

export interface ValueEditorProps {
  /** What its controls are called: the field's label. */
  name: string
  value: MappedValue
  onChange: (value: MappedValue) => void
  wanted: Wanted &
    Partial<Pick<ActionField, 'dynamic' | 'placeholder' | 'readOnly' | 'objectEditor'>>
  /** Where it is, as choices are asked for: `list_id`, `object.child`, `items.[0].child`. */
  place: string
}

/** What every part of a mapping's form may need. */
export interface MappingScope {
  /** Of the source's events; within "for each item", of the items. */
  fields: readonly SourceField[]
  destinationId: string
  /** For choices that come from the partner. */
  requestChoices: (place: string, page?: string) => DynamicRequest
  /** Values are within values: the editor of one, for those inside another. */
  Editor: ComponentType<ValueEditorProps>
}

export const MappingScopeContext = createContext<MappingScope | null>(null)

export function useMappingScope(): MappingScope {
  const scope = use(MappingScopeContext)
  if (scope === null) throw new Error('a value of a mapping stands outside of its form')
  return scope
}

export function NestedValue(props: ValueEditorProps) {
  const { Editor } = useMappingScope()
  return <Editor {...props} />
}
