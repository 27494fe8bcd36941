import { useId, useState } from 'react'
import { Textarea } from '../../../components/ui/input.tsx'
import type { MappedValue } from '../model/mapped-value.ts'

export interface RawInputProps {
  name: string
  value: unknown
  onChange: (value: MappedValue) => void
}

/** Any literal or directive, as JSON. */
export function RawInput({ name, value, onChange }: RawInputProps) {
  const id = useId()
  const [text, setText] = useState(() => JSON.stringify(value, null, 2))
  const [isWrong, setWrong] = useState(false)
  const change = (next: string) => {
    setText(next)
    try {
      onChange({ kind: 'raw', value: JSON.parse(next) as unknown })
      setWrong(false)
    } catch {
      setWrong(true)
    }
  }
  return (
    <div className="grid min-w-0 gap-1">
      <Textarea
        aria-label={`${name}: JSON`}
        aria-invalid={isWrong || undefined}
        aria-describedby={isWrong ? `${id}-problem` : undefined}
        spellCheck={false}
        value={text}
        onChange={(event) => change(event.currentTarget.value)}
        className="field-sizing-content max-h-80 min-h-16 font-mono text-[0.8125rem]"
      />
      {isWrong && (
        <p id={`${id}-problem`} role="alert" className="text-[0.8125rem] text-destructive">
          This is not JSON yet. Until it is, the value stays as it was.
        </p>
      )}
    </div>
  )
}
