import { useEffect, useState } from 'react'

const SHOWN_MS = 2_000

/** Copies a text and says that it did. @param what Named to those who hear the button only. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [outcome, setOutcome] = useState<'copied' | 'failed' | null>(null)

  useEffect(() => {
    if (outcome === null) return
    const timer = setTimeout(() => setOutcome(null), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [outcome])

  const copy = () => {
    // Absent on plain http, except on localhost.
    const written = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('none'))
    written.then(
      () => setOutcome('copied'),
      () => setOutcome('failed'),
    )
  }

  return (
    <button type="button" className="copy" onClick={copy} aria-label={`Copy the ${what}`}>
      <span aria-live="polite">
        {outcome === 'copied' ? 'Copied' : outcome === 'failed' ? 'Select it by hand' : 'Copy'}
      </span>
    </button>
  )
}
