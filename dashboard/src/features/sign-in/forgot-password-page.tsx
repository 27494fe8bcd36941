import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { requestPasswordReset, signInMethodsQuery } from '../../api/auth.ts'
import { Notice } from '../../components/notice.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Field } from '../../components/ui/field.tsx'
import { Input } from '../../components/ui/input.tsx'
import { AuthCard } from './auth-card.tsx'

export function ForgotPasswordPage() {
  const { data: methods } = useSuspenseQuery(signInMethodsQuery())
  const back = (
    <Link to="/sign-in" className="rounded-sm text-primary hover:underline">
      Back to sign in
    </Link>
  )
  if (!methods.resetByEmail) {
    return (
      <AuthCard title="Forgot your password?" footer={back}>
        <Notice tone="info">
          This Headwater sends no e-mail. Ask an owner of your workspace for a reset link: it is
          made under Settings, Access, in the menu beside your name.
        </Notice>
      </AuthCard>
    )
  }
  return (
    <AuthCard
      title="Forgot your password?"
      description="We send a link that lets you choose a new one."
      footer={back}
    >
      <RequestForm />
    </AuthCard>
  )
}

function RequestForm() {
  const [email, setEmail] = useState('')
  const { mutate, error, isPending, isSuccess } = useMutation({
    meta: { showsError: true },
    mutationFn: () => requestPasswordReset(email),
  })
  if (isSuccess) {
    return (
      <Notice tone="success">
        If there is an account for {email}, a link is on its way. Look into the spam folder too.
      </Notice>
    )
  }
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
          autoComplete="username"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
      </Field>
      <Button type="submit" size="lg" busy={isPending} className="w-full">
        Send the link
      </Button>
    </form>
  )
}
