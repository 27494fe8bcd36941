import { useMutation } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { signInWithPassword } from '../../api/auth.ts'
import { Notice } from '../../components/notice.tsx'
import { PasswordField } from '../../components/password-field.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Field } from '../../components/ui/field.tsx'
import { Input } from '../../components/ui/input.tsx'
import { explainProviderError } from '../../format/explain-provider-error.ts'
import { AuthCard } from './auth-card.tsx'
import { OtherWays } from './other-ways.tsx'
import { TwoFactorForm } from './two-factor-form.tsx'
import { useSignedIn } from './use-signed-in.ts'

const route = getRouteApi('/signed-out/sign-in')

export function SignInPage() {
  const { next, error } = route.useSearch()
  const [needsTwoFactor, setNeedsTwoFactor] = useState(false)
  const signedIn = useSignedIn()
  const done = () => signedIn(next)
  if (needsTwoFactor) {
    return <TwoFactorForm onDone={done} onCancel={() => setNeedsTwoFactor(false)} />
  }
  return (
    <AuthCard
      title="Sign in"
      footer="Accounts come by invitation: ask an owner of your workspace for one."
    >
      {error !== undefined && (
        <Notice tone="error" className="mb-5">
          {explainProviderError(error)}
        </Notice>
      )}
      <PasswordForm onDone={done} onTwoFactor={() => setNeedsTwoFactor(true)} />
      <OtherWays next={next} onDone={done} />
    </AuthCard>
  )
}

interface PasswordFormProps {
  onDone: () => Promise<void>
  onTwoFactor: () => void
}

function PasswordForm({ onDone, onTwoFactor }: PasswordFormProps) {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const { mutate, error, isPending } = useMutation({
    meta: { showsError: true },
    mutationFn: async () => {
      const { needsTwoFactor } = await signInWithPassword({ email, password })
      if (needsTwoFactor) onTwoFactor()
      else await onDone()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    mutate()
  }
  return (
    <form onSubmit={submit} className="grid gap-4">
      {error && <Notice tone="error">{error.message}</Notice>}
      <Field label="E-mail">
        <Input
          type="email"
          required
          autoComplete="username webauthn"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
      </Field>
      <PasswordField
        label="Password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
        aside={
          <Link
            to="/forgot-password"
            className="rounded-sm text-[0.8125rem] text-primary hover:underline"
          >
            Forgot it?
          </Link>
        }
      />
      <Button type="submit" size="lg" busy={isPending} className="w-full">
        Sign in
      </Button>
    </form>
  )
}
