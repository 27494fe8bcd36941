import { Menu } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { MyWorkspace } from '../api/me.ts'
import { Button } from '../components/ui/button.tsx'

const load = () => import('./navigation-sheet.tsx')
const NavigationSheet = lazy(load)

/** The button that opens the navigation where there is no room for it beside the page. */
export function PhoneNavigation({ workspace }: { workspace: MyWorkspace }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button
        variant="ghost"
        size="icon"
        className="-ml-2 lg:hidden"
        aria-label="Navigation"
        aria-haspopup="dialog"
        aria-expanded={open}
        onPointerEnter={() => void load()}
        onFocus={() => void load()}
        onClick={() => setOpen(true)}
      >
        <Menu aria-hidden="true" />
      </Button>
      {open && (
        <Suspense>
          <NavigationSheet workspace={workspace} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
