import { Check, Copy, type LucideIcon } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button, type ButtonProps } from './ui/button.tsx'
import { toast } from './ui/toast.tsx'

const SHOWN_MS = 2_000

export interface CopyButtonProps extends Omit<ButtonProps, 'children'> {
  text: string
  /** Named to those who hear the button only: "write key". */
  what: string
  /** Words on the button beside the icon. */
  label?: string
  /** Where more than one stands side by side. */
  icon?: LucideIcon
}

/** Copies a text and says that it did. */
export function CopyButton({ text, what, label, icon = Copy, ...rest }: CopyButtonProps) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [copied])

  const copy = () => {
    // Absent on plain http, except on localhost.
    const written = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('none'))
    written.then(
      () => setCopied(true),
      () => toast.error('The browser does not allow copying here. Select the text instead.'),
    )
  }

  const Icon = copied ? Check : icon
  return (
    <Button
      variant="secondary"
      size={label === undefined ? 'icon-sm' : 'sm'}
      onClick={copy}
      {...rest}
    >
      <Icon className={copied ? 'text-success' : undefined} aria-hidden="true" />
      {label !== undefined && <span aria-hidden="true">{copied ? 'Copied' : label}</span>}
      <span className="sr-only">Copy the {what}</span>
      <span role="status" className="sr-only">
        {copied ? 'Copied' : ''}
      </span>
    </Button>
  )
}

/** A text to be taken elsewhere: one line that can be selected, with its copy button. */
export function CopyField({ text, what }: { text: string; what: string }) {
  return (
    <div className="flex items-center gap-2">
      <input
        readOnly
        value={text}
        aria-label={what}
        onFocus={(event) => event.currentTarget.select()}
        className="h-9 w-full min-w-0 rounded-md border border-input bg-muted/60 px-3 font-mono text-xs"
      />
      <CopyButton text={text} what={what} size="icon" />
    </div>
  )
}
