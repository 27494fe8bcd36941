import { useRef } from 'react'
import { Textarea } from '../../../components/ui/input.tsx'
import { templateVariable } from '../model/event-paths.ts'
import { useMappingScope } from './mapping-scope.tsx'
import { ChooseField } from './path-input.tsx'

export interface TemplateInputProps {
  name: string
  /** "text with fields", "Liquid template". */
  what: string
  value: string
  onChange: (text: string) => void
  placeholder: string
}

/** A text in which fields of the event stand between two braces; the button puts one where the cursor is. */
export function TemplateInput({ name, what, value, onChange, placeholder }: TemplateInputProps) {
  const { fields } = useMappingScope()
  const area = useRef<HTMLTextAreaElement>(null)
  const insert = (keys: readonly string[]) => {
    const variable = templateVariable(keys)
    const from = area.current?.selectionStart ?? value.length
    const to = area.current?.selectionEnd ?? value.length
    onChange(`${value.slice(0, from)}${variable}${value.slice(to)}`)
    // After the list has given the focus back.
    setTimeout(() => {
      area.current?.focus()
      area.current?.setSelectionRange(from + variable.length, from + variable.length)
    })
  }
  return (
    <div className="relative min-w-0">
      <Textarea
        ref={area}
        aria-label={`${name}: ${what}`}
        spellCheck={false}
        placeholder={placeholder}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        className="field-sizing-content min-h-9 py-1.5 pr-10 font-mono text-[0.8125rem]"
      />
      <ChooseField
        label={`Put a field into ${name}`}
        fields={fields}
        onChoose={insert}
        className="absolute top-0.5 right-0.5"
      />
    </div>
  )
}
