import { Search } from 'lucide-react'
import { useEffect, useState } from 'react'
import { cn } from './ui/cn.ts'
import { Input } from './ui/input.tsx'

const SETTLED_AFTER_MS = 250

export interface SearchInputProps {
  /** As it stands in the address. */
  value: string
  /** Called when typing has paused, for the address. */
  onChange: (value: string) => void
  label: string
  /** Instead of the label, where that is too long. */
  placeholder?: string
  className?: string
}

/** A search field whose text lives in the page's address. */
export function SearchInput(props: SearchInputProps) {
  const { value, onChange, label, placeholder = label, className } = props
  const [text, setText] = useState(value)
  const [known, setKnown] = useState(value)
  // The address changed by itself: the back button, a link.
  if (value !== known) {
    setKnown(value)
    setText(value)
  }
  useEffect(() => {
    if (text === value) return
    const timer = setTimeout(() => {
      setKnown(text)
      onChange(text)
    }, SETTLED_AFTER_MS)
    return () => clearTimeout(timer)
  }, [text, value, onChange])
  return (
    <div className={cn('relative', className)}>
      <Search
        className="pointer-events-none absolute top-2.5 left-3 size-4 text-muted-foreground"
        aria-hidden="true"
      />
      <Input
        type="search"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        placeholder={placeholder}
        aria-label={label}
        className="pl-9"
      />
    </div>
  )
}
