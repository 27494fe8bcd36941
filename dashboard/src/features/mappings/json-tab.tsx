import { useId, useState } from 'react'
import { Textarea } from '../../components/ui/input.tsx'
import { parseMappingText, type UnreadText } from './mapping-draft.ts'
import type { MappedFields } from './model/mapped-value.ts'
import { writeMapping } from './model/write-value.ts'

export interface JsonTabProps {
  fields: MappedFields
  /** Kept by the editor: it outlives this tab, and stops the mapping from being saved. */
  unread: UnreadText | undefined
  onChange: (fields: MappedFields) => void
  onUnread: (unread: UnreadText) => void
}

/** All of the mapping as it is stored: fields, directives and reserved keys. */
export function JsonTab({ fields, unread, onChange, onUnread }: JsonTabProps) {
  const id = useId()
  const [text, setText] = useState(
    () => unread?.text ?? JSON.stringify(writeMapping(fields), null, 2),
  )
  const problem = unread?.problem
  const change = (next: string) => {
    setText(next)
    const parsed = parseMappingText(next)
    if ('problem' in parsed) onUnread({ text: next, problem: parsed.problem })
    else onChange(parsed.fields)
  }
  return (
    <div className="grid gap-2 p-5">
      <Textarea
        aria-label="Mapping as JSON"
        aria-invalid={problem !== undefined || undefined}
        aria-describedby={`${id}-problem`}
        spellCheck={false}
        value={text}
        onChange={(event) => change(event.currentTarget.value)}
        className="field-sizing-content max-h-192 min-h-80 font-mono text-[0.8125rem] leading-6"
      />
      <p id={`${id}-problem`} role="status" className="min-h-5 text-[0.8125rem]">
        {problem !== undefined && (
          <span className="text-destructive">
            Not a mapping yet, so it cannot be saved. {problem}
          </span>
        )}
      </p>
    </div>
  )
}
