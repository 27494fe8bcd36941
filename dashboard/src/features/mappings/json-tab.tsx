import { useId, useState } from 'react'
import { Textarea } from '../../components/ui/input.tsx'
import { parseMappingText } from './mapping-draft.ts'
import type { MappedFields } from './model/mapped-value.ts'
import { writeMapping } from './model/write-value.ts'

export interface JsonTabProps {
  fields: MappedFields
  onChange: (fields: MappedFields) => void
}

/** All of the mapping as it is stored: fields, directives and reserved keys. */
export function JsonTab({ fields, onChange }: JsonTabProps) {
  const id = useId()
  const [text, setText] = useState(() => JSON.stringify(writeMapping(fields), null, 2))
  const [problem, setProblem] = useState<string>()
  const change = (next: string) => {
    setText(next)
    const parsed = parseMappingText(next)
    if ('problem' in parsed) {
      setProblem(parsed.problem)
      return
    }
    setProblem(undefined)
    onChange(parsed.fields)
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
            Not JSON yet, so the mapping stays as it was. {problem}
          </span>
        )}
      </p>
    </div>
  )
}
