import { DoorClosed } from 'lucide-react'
import { EmptyState } from '../components/empty-state.tsx'
import { Button } from '../components/ui/button.tsx'
import { Card } from '../components/ui/card.tsx'
import { Brand } from './brand.tsx'
import { useSignOut } from './use-sign-out.ts'

/** For an account that was removed from its last workspace. */
export function NoWorkspace() {
  const signOut = useSignOut()
  return (
    <div data-tone="sidebar" className="flex min-h-dvh flex-col items-center px-4 py-16">
      <header>
        <Brand />
      </header>
      <main className="mt-8 w-full max-w-md">
        <Card>
          <EmptyState
            icon={DoorClosed}
            title="You belong to no workspace"
            action={
              <Button variant="secondary" onClick={signOut}>
                Sign out
              </Button>
            }
          >
            Ask an owner to invite you, and open the link that you get.
          </EmptyState>
        </Card>
      </main>
    </div>
  )
}
