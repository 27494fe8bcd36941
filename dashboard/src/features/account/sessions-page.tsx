import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { Laptop, LogOut, Smartphone } from 'lucide-react'
import {
  revokeAllSessions,
  revokeOtherSessions,
  revokeSession,
  sessionsQuery,
} from '../../api/account.ts'
import { meQuery } from '../../api/me.ts'
import { useConfirm } from '../../components/confirm.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { Badge } from '../../components/ui/badge.tsx'
import { Button } from '../../components/ui/button.tsx'
import {
  Card,
  CardContent,
  CardDescription,
  CardFooter,
  CardHeader,
  CardTitle,
} from '../../components/ui/card.tsx'
import { toast } from '../../components/ui/toast.tsx'
import { describeDevice } from './describe-device.ts'

export function SessionsPage() {
  const { data: sessions } = useSuspenseQuery(sessionsQuery())
  const queryClient = useQueryClient()
  const refresh = () => queryClient.invalidateQueries({ queryKey: sessionsQuery().queryKey })
  const one = useMutation({
    mutationFn: revokeSession,
    onSuccess: async () => {
      await refresh()
      toast.success('Signed out there.')
    },
  })
  return (
    <Card>
      <CardHeader>
        <div>
          <CardTitle>Where you are signed in</CardTitle>
          <CardDescription>
            End what you do not recognise, and change your password then.
          </CardDescription>
        </div>
      </CardHeader>
      <CardContent>
        <ul className="divide-y rounded-lg border">
          {sessions.map(({ id, token, isCurrent, ipAddress, userAgent, updatedAt }) => (
            <li key={id} className="flex items-center gap-3 px-4 py-3">
              <DeviceIcon userAgent={userAgent} />
              <div className="min-w-0 grow">
                <p className="flex flex-wrap items-center gap-x-2 text-sm font-medium">
                  {describeDevice(userAgent)}
                  {isCurrent && <Badge tone="success">This device</Badge>}
                </p>
                <p className="text-xs text-muted-foreground">
                  {ipAddress && <>{ipAddress} · </>}
                  last used <RelativeTime date={updatedAt} />
                </p>
              </div>
              {!isCurrent && (
                <Button
                  variant="ghost"
                  size="sm"
                  busy={one.isPending && one.variables === token}
                  onClick={() => one.mutate(token)}
                >
                  Sign out
                </Button>
              )}
            </li>
          ))}
        </ul>
      </CardContent>
      <SignOutButtons hasOthers={sessions.length > 1} onOthersEnded={refresh} />
    </Card>
  )
}

interface SignOutButtonsProps {
  hasOthers: boolean
  onOthersEnded: () => Promise<void>
}

function SignOutButtons({ hasOthers, onOthersEnded }: SignOutButtonsProps) {
  const confirm = useConfirm()
  const queryClient = useQueryClient()
  const router = useRouter()
  const others = useMutation({
    mutationFn: revokeOtherSessions,
    onSuccess: async () => {
      await onOthersEnded()
      toast.success('Signed out everywhere else.')
    },
  })
  const all = useMutation({
    mutationFn: revokeAllSessions,
    onSuccess: async () => {
      queryClient.clear()
      queryClient.setQueryData(meQuery().queryKey, null)
      await router.navigate({ to: '/sign-in' })
    },
  })
  const everywhere = async () => {
    const agreed = await confirm({
      title: 'Sign out everywhere?',
      description: 'Every session ends, this one too. You can sign in again at once.',
      action: 'Sign out everywhere',
      destructive: true,
    })
    if (agreed) all.mutate()
  }
  return (
    <CardFooter>
      {hasOthers && (
        <Button variant="secondary" busy={others.isPending} onClick={() => others.mutate()}>
          Sign out everywhere else
        </Button>
      )}
      <Button variant="secondary" busy={all.isPending} onClick={() => void everywhere()}>
        <LogOut aria-hidden="true" />
        Sign out everywhere
      </Button>
    </CardFooter>
  )
}

function DeviceIcon({ userAgent }: { userAgent: string | null | undefined }) {
  const Icon = /Mobile|iPhone|Android/.test(userAgent ?? '') ? Smartphone : Laptop
  return <Icon className="size-5 shrink-0 text-muted-foreground" aria-hidden="true" />
}
