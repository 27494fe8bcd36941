import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { ChevronsUpDown } from 'lucide-react'
import { chooseWorkspace, type MeAnswer, type MyWorkspace } from '../api/me.ts'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuTrigger,
} from '../components/ui/dropdown-menu.tsx'

/** Loaded by `WorkspaceMenu` for those who belong to several. A default export, as `lazy` wants it. */
export default function WorkspaceMenuDropdown({
  me,
  workspace,
}: {
  me: MeAnswer
  workspace: MyWorkspace
}) {
  const queryClient = useQueryClient()
  const router = useRouter()
  const change = (id: string) => {
    chooseWorkspace(id)
    queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' })
    void router.navigate({ to: '/' }).then(() => router.invalidate())
  }
  return (
    <DropdownMenu>
      <DropdownMenuTrigger className="flex h-9 max-w-48 items-center gap-1.5 rounded-md px-2 text-sm font-semibold hover:bg-muted">
        <span className="truncate">{workspace.name}</span>
        <ChevronsUpDown className="size-4 shrink-0 text-muted-foreground" aria-hidden="true" />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start">
        <DropdownMenuLabel>Workspaces</DropdownMenuLabel>
        <DropdownMenuRadioGroup value={workspace.id} onValueChange={change}>
          {me.workspaces.map(({ id, name }) => (
            <DropdownMenuRadioItem key={id} value={id}>
              {name}
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
      </DropdownMenuContent>
    </DropdownMenu>
  )
}
