import type { ReactNode } from 'react'
import type { ActionField } from '../../../api/catalog-details.ts'
import { MarkdownText } from '../../../components/markdown-text.tsx'

export interface FieldFrameProps {
  field: Pick<ActionField, 'label' | 'key' | 'description'>
  isRequired: boolean
  /** What the preview says is wrong with it. */
  problem?: string | undefined
  children: ReactNode
}

/** A field with its words: what it is called, whether it has to be given, what it is for. */
export function FieldFrame({ field, isRequired, problem, children }: FieldFrameProps) {
  const label = field.label || field.key
  return (
    <fieldset className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
      <legend className="mb-1.5 flex w-full flex-wrap items-baseline gap-x-2 text-sm font-medium">
        <span>
          {label}
          {isRequired && <span className="ml-1.5 text-xs font-normal text-warning">required</span>}
        </span>
      </legend>
      {children}
      {problem !== undefined && (
        <p role="alert" className="text-[0.8125rem] text-destructive wrap-anywhere">
          {problem}
        </p>
      )}
      {field.description !== '' && (
        <p className="text-[0.8125rem] text-muted-foreground">
          <MarkdownText text={field.description} />
        </p>
      )}
    </fieldset>
  )
}
