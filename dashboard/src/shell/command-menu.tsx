import { Search } from 'lucide-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import type { MyWorkspace } from '../api/me.ts'
import { Button } from '../components/ui/button.tsx'

const CommandDialog = lazy(() => import('./command-dialog.tsx'))

/** Goes anywhere by typing: the button in the top bar, or Ctrl K and ⌘ K. */
export function CommandMenu({ workspace }: { workspace: MyWorkspace }) {
  const [open, setOpen] = useState(false)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return
      event.preventDefault()
      setOpen((before) => !before)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  return (
    <>
      <Button
        variant="secondary"
        className="w-9 justify-center px-0 font-normal text-muted-foreground md:w-56 md:justify-start md:px-3"
        aria-keyshortcuts="Control+K Meta+K"
        onClick={() => setOpen(true)}
      >
        <Search aria-hidden="true" />
        <span className="sr-only">Go to</span>
        <span aria-hidden="true" className="hidden grow items-center justify-between md:flex">
          Go to …<kbd className="rounded-sm border px-1.5 font-sans text-[0.6875rem]">Ctrl K</kbd>
        </span>
      </Button>
      {open && (
        <Suspense>
          <CommandDialog workspace={workspace} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
