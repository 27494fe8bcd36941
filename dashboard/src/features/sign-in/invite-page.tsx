import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import {
  acceptInvitation,
  type InvitationInfo,
  providersOf,
  signInMethodsQuery,
} from '../../api/auth.ts'
import { chooseWorkspace, meQuery } from '../../api/me.ts'
import { Notice } from '../../components/notice.tsx'
import { NewPasswordField } from '../../components/password-field.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Field } from '../../components/ui/field.tsx'
import { Input } from '../../components/ui/input.tsx'
import { explainProviderError } from '../../format/explain-provider-error.ts'
import { AuthCard } from './auth-card.tsx'
import { Or, ProviderButtons } from './provider-buttons.tsx'
import { useSignedIn } from './use-signed-in.ts'

const route = getRouteApi('/signed-out/invite')

/** Where an invitation's link leads. */
export function InvitePage() {
  const { invitation, problem } = route.useLoaderData()
  const { token, error } = route.useSearch()
  if (invitation === null) {
    return (
      <AuthCard title="This invitation does not work">
        <Notice tone="error">
          {problem ?? 'The link is not complete.'} Ask whoever invited you for a new one.
        </Notice>
        <Button asChild variant="secondary" size="lg" className="mt-5 w-full">
          <Link to="/sign-in">Sign in</Link>
        </Button>
      </AuthCard>
    )
  }
  return (
    <AuthCard
      title={`Join ${invitation.workspaceName}`}
      description={
        <>
          You are invited as <strong className="font-medium">{invitation.email}</strong>.
        </>
      }
    >
      {error !== undefined && (
        <Notice tone="error" className="mb-5">
          {explainProviderError(error)}
        </Notice>
      )}
      {invitation.accountExists ? (
        <JoinWithAccount invitation={invitation} token={token ?? ''} />
      ) : (
        <>
          <NewAccountForm invitation={invitation} token={token ?? ''} />
          <ProvidersForNewcomers token={token ?? ''} />
        </>
      )}
    </AuthCard>
  )
}

interface FormProps {
  invitation: InvitationInfo
  token: string
}

function NewAccountForm({ invitation, token }: FormProps) {
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const signedIn = useSignedIn()
  const { mutate, error, isPending } = useMutation({
    meta: { showsError: true },
    mutationFn: async () => {
      const { workspaceId } = await acceptInvitation({ token, name, password })
      chooseWorkspace(workspaceId)
      await signedIn()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    mutate()
  }
  return (
    <form onSubmit={submit} className="grid gap-4">
      {error && <Notice tone="error">{error.message}</Notice>}
      {/* For password managers, which keep the password under it. */}
      <input type="hidden" autoComplete="username" value={invitation.email} readOnly />
      <Field label="Your name">
        <Input
          required
          autoComplete="name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </Field>
      <NewPasswordField
        label="Password"
        value={password}
        onChange={setPassword}
        userInputs={[name, invitation.email]}
      />
      <Button type="submit" size="lg" busy={isPending} className="w-full">
        Create the account and join
      </Button>
    </form>
  )
}

/** They vouch for the invited address; whoever comes back with an account presses the button that joins. */
function ProvidersForNewcomers({ token }: { token: string }) {
  const { data: methods } = useQuery(signInMethodsQuery())
  if (providersOf(methods).length === 0) return null
  const here = `/invite?token=${encodeURIComponent(token)}`
  return (
    <div className="mt-5 grid grid-cols-[minmax(0,1fr)] gap-3">
      <Or />
      <ProviderButtons callbackURL={here} errorCallbackURL={here} />
    </div>
  )
}

function JoinWithAccount({ invitation, token }: FormProps) {
  const { data: me } = useQuery(meQuery())
  const signedIn = useSignedIn()
  const { mutate, error, isPending } = useMutation({
    meta: { showsError: true },
    mutationFn: async () => {
      const { workspaceId } = await acceptInvitation({ token })
      chooseWorkspace(workspaceId)
      await signedIn()
    },
  })
  if (me?.email?.toLowerCase() !== invitation.email.toLowerCase()) {
    return (
      <div className="grid gap-4">
        <p className="text-sm text-muted-foreground">
          You have an account with this address. Sign in with it to join.
        </p>
        <Button asChild size="lg" className="w-full">
          <Link to="/sign-in" search={{ next: `/invite?token=${encodeURIComponent(token)}` }}>
            Sign in
          </Link>
        </Button>
      </div>
    )
  }
  return (
    <div className="grid gap-4">
      {error && <Notice tone="error">{error.message}</Notice>}
      <Button size="lg" busy={isPending} onClick={() => mutate()} className="w-full">
        Join the workspace
      </Button>
    </div>
  )
}
