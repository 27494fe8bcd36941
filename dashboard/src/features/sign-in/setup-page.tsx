import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { setUp } from '../../api/auth.ts'
import { setupStateQuery } from '../../api/me.ts'
import { Notice } from '../../components/notice.tsx'
import { NewPasswordField } from '../../components/password-field.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Field } from '../../components/ui/field.tsx'
import { Input } from '../../components/ui/input.tsx'
import { AuthCard } from './auth-card.tsx'
import { useSignedIn } from './use-signed-in.ts'

const route = getRouteApi('/signed-out/setup')

/** The first page of a fresh deployment: the owner's account. */
export function SetupPage() {
  const { data: state } = useSuspenseQuery(setupStateQuery())
  if (state.ownerExists) {
    return (
      <AuthCard
        title="This Headwater is set up"
        description="Its owner has an account. Further accounts come by invitation."
      >
        <Button asChild size="lg" className="w-full">
          <Link to="/sign-in">Sign in</Link>
        </Button>
      </AuthCard>
    )
  }
  return (
    <AuthCard
      title="Welcome to Headwater"
      description="Make the owner's account. It can do everything here, and invites everybody else."
    >
      <SetupForm />
    </AuthCard>
  )
}

function SetupForm() {
  const { code: codeFromLink } = route.useSearch()
  const [values, setValues] = useState({
    code: codeFromLink ?? '',
    workspaceName: '',
    name: '',
    email: '',
    password: '',
  })
  const signedIn = useSignedIn()
  const { mutate, error, isPending } = useMutation({
    meta: { showsError: true },
    mutationFn: async () => {
      const { workspaceName, ...rest } = values
      await setUp({ ...rest, ...(workspaceName.trim() !== '' && { workspaceName }) })
      await signedIn()
    },
  })
  const field = (name: keyof typeof values) => ({
    value: values[name],
    onChange: (event: { currentTarget: HTMLInputElement }) => {
      const { value } = event.currentTarget
      setValues((before) => ({ ...before, [name]: value }))
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    mutate()
  }
  return (
    <form onSubmit={submit} className="grid gap-4">
      {error && <Notice tone="error">{error.message}</Notice>}
      {codeFromLink === undefined && (
        <Field
          label="Set-up code"
          hint="Printed in the terminal by npm start, or by the command that deployed this."
        >
          <Input required autoComplete="off" className="font-mono" {...field('code')} />
        </Field>
      )}
      <Field label="Your name">
        <Input autoFocus required autoComplete="name" {...field('name')} />
      </Field>
      <Field label="E-mail">
        <Input type="email" required autoComplete="username" {...field('email')} />
      </Field>
      <NewPasswordField
        label="Password"
        value={values.password}
        onChange={(password) => setValues((before) => ({ ...before, password }))}
        userInputs={[values.name, values.email]}
      />
      <Field label="Workspace name" hint="Your company or team. You can change it later.">
        <Input autoComplete="organization" {...field('workspaceName')} />
      </Field>
      <Button type="submit" size="lg" busy={isPending} className="w-full">
        Create the account
      </Button>
    </form>
  )
}
