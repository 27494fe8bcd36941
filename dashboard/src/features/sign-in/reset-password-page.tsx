import { useMutation } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { resetPassword } from '../../api/auth.ts'
import { Notice } from '../../components/notice.tsx'
import { NewPasswordField } from '../../components/password-field.tsx'
import { Button } from '../../components/ui/button.tsx'
import { toast } from '../../components/ui/toast.tsx'
import { AuthCard } from './auth-card.tsx'

const route = getRouteApi('/signed-out/reset-password')

export function ResetPasswordPage() {
  const { token, error } = route.useSearch()
  if (token === undefined || error !== undefined) {
    return (
      <AuthCard title="This link does not work">
        <Notice tone="error">
          It is not complete, was used before, or is too old. Ask for a new one.
        </Notice>
        <Button asChild size="lg" className="mt-5 w-full">
          <Link to="/forgot-password">Ask for a new link</Link>
        </Button>
      </AuthCard>
    )
  }
  return (
    <AuthCard
      title="Choose a new password"
      description="You will be signed out everywhere and can sign in with it."
    >
      <ResetForm token={token} />
    </AuthCard>
  )
}

function ResetForm({ token }: { token: string }) {
  const [newPassword, setNewPassword] = useState('')
  const navigate = useNavigate()
  const { mutate, error, isPending } = useMutation({
    meta: { showsError: true },
    mutationFn: async () => {
      await resetPassword({ token, newPassword })
      toast.success('Your password is changed. Sign in with it.')
      await navigate({ to: '/sign-in' })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    mutate()
  }
  return (
    <form onSubmit={submit} className="grid gap-4">
      {error && <Notice tone="error">{error.message}</Notice>}
      <NewPasswordField
        label="New password"
        value={newPassword}
        onChange={setNewPassword}
        userInputs={[]}
      />
      <Button type="submit" size="lg" busy={isPending} className="w-full">
        Change the password
      </Button>
    </form>
  )
}
