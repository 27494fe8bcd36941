import type { MyWorkspace } from '../api/me.ts'
import { Dialog, DialogTitle, SheetContent } from '../components/ui/dialog.tsx'
import { Brand } from './brand.tsx'
import { SideNav } from './side-nav.tsx'

export interface NavigationSheetProps {
  workspace: MyWorkspace
  onClose: () => void
}

/** Loaded by `PhoneNavigation` when it is wanted. A default export, as `lazy` wants it. */
export default function NavigationSheet({ workspace, onClose }: NavigationSheetProps) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <SheetContent aria-describedby={undefined} className="bg-sidebar">
        <DialogTitle className="sr-only">Navigation</DialogTitle>
        <div className="flex h-14 shrink-0 items-center px-5">
          <Brand />
        </div>
        <SideNav workspace={workspace} onNavigate={onClose} />
      </SheetContent>
    </Dialog>
  )
}
