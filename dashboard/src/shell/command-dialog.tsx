import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Cable, Route, SquareArrowOutUpRight, UserRound } from 'lucide-react'
import { useState } from 'react'
import { destinationsQuery } from '../api/destinations.ts'
import type { MyWorkspace } from '../api/me.ts'
import { sourcesQuery } from '../api/sources.ts'
import {
  Command,
  CommandEmpty,
  CommandGroup,
  CommandInput,
  CommandItem,
  CommandList,
} from '../components/ui/command.tsx'
import { Dialog, DialogContent, DialogTitle } from '../components/ui/dialog.tsx'
import { navigationFor } from './navigation.ts'

export interface CommandDialogProps {
  workspace: MyWorkspace
  onClose: () => void
}

/** Loaded by `CommandMenu` when it is first opened. A default export, as `lazy` wants it. */
export default function CommandDialog({ workspace, onClose }: CommandDialogProps) {
  const navigate = useNavigate()
  const mayRead = (kind: 'source' | 'destination') => (workspace.may[kind] ?? []).includes('read')
  const { data: sources = [] } = useQuery({ ...sourcesQuery(), enabled: mayRead('source') })
  const { data: destinations = [] } = useQuery({
    ...destinationsQuery(),
    enabled: mayRead('destination'),
  })
  const [text, setText] = useState('')
  const messageId = mayRead('source') ? messageIdIn(text) : undefined
  const go = (to: string) => {
    onClose()
    void navigate({ to })
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        className="top-[12dvh] max-w-xl translate-y-0 gap-0 p-0"
        aria-describedby={undefined}
      >
        <DialogTitle className="sr-only">Go to</DialogTitle>
        <Command label="Go to">
          <CommandInput
            placeholder="A page, a source, a destination or a message id"
            value={text}
            onValueChange={setText}
          />
          <CommandList>
            <CommandEmpty>Nothing has that name.</CommandEmpty>
            {messageId !== undefined && (
              <CommandGroup heading="Events">
                <CommandItem
                  value={`trace ${messageId}`}
                  onSelect={() => {
                    onClose()
                    void navigate({ to: '/trace', search: { id: messageId } })
                  }}
                >
                  <Route aria-hidden="true" />
                  <span className="min-w-0 wrap-anywhere">Trace {messageId}</span>
                </CommandItem>
              </CommandGroup>
            )}
            <CommandGroup heading="Pages">
              {navigationFor(workspace).flatMap(({ items }) =>
                items.map(({ label, to, icon: Icon }) => (
                  <CommandItem key={to} value={`page ${label}`} onSelect={() => go(to)}>
                    <Icon aria-hidden="true" />
                    {label}
                  </CommandItem>
                )),
              )}
              <CommandItem value="page Account settings" onSelect={() => go('/account')}>
                <UserRound aria-hidden="true" />
                Account settings
              </CommandItem>
            </CommandGroup>
            {sources.length > 0 && (
              <CommandGroup heading="Sources">
                {sources.map(({ id, name }) => (
                  <CommandItem
                    key={id}
                    value={`source ${name} ${id}`}
                    onSelect={() => go(`/sources/${id}`)}
                  >
                    <Cable aria-hidden="true" />
                    {name}
                  </CommandItem>
                ))}
              </CommandGroup>
            )}
            {destinations.length > 0 && (
              <CommandGroup heading="Destinations">
                {destinations.map(({ id, name }) => (
                  <CommandItem
                    key={id}
                    value={`destination ${name} ${id}`}
                    onSelect={() => go(`/destinations/${id}`)}
                  >
                    <SquareArrowOutUpRight aria-hidden="true" />
                    {name}
                  </CommandItem>
                ))}
              </CommandGroup>
            )}
          </CommandList>
        </Command>
      </DialogContent>
    </Dialog>
  )
}

/** What libraries make up is one long word with numbers in it; names of pages and sources are not. */
const MESSAGE_ID = /^(?=.*\d)\S{12,100}$/

function messageIdIn(text: string): string | undefined {
  const word = text.trim()
  return MESSAGE_ID.test(word) ? word : undefined
}
