import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { rename } from '../../api/account.ts'
import { meQuery } from '../../api/me.ts'
import { Button } from '../../components/ui/button.tsx'
import {
  Card,
  CardContent,
  CardDescription,
  CardFooter,
  CardHeader,
  CardTitle,
} from '../../components/ui/card.tsx'
import { Field } from '../../components/ui/field.tsx'
import { Input } from '../../components/ui/input.tsx'
import { toast } from '../../components/ui/toast.tsx'

export function ProfilePage() {
  const { data: me } = useSuspenseQuery(meQuery())
  const queryClient = useQueryClient()
  const [name, setName] = useState(me?.name ?? '')
  const { mutate, error, isPending } = useMutation({
    meta: { showsError: true },
    mutationFn: () => rename(name.trim()),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: meQuery().queryKey })
      toast.success('Your name is changed.')
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    mutate()
  }
  return (
    <Card>
      <form onSubmit={submit}>
        <CardHeader>
          <div>
            <CardTitle>Profile</CardTitle>
            <CardDescription>What your teammates see.</CardDescription>
          </div>
        </CardHeader>
        <CardContent className="grid gap-4">
          <Field label="Name" error={error?.message}>
            <Input
              required
              maxLength={255}
              autoComplete="name"
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          </Field>
          <Field label="E-mail" hint="The address that you sign in with. It cannot be changed.">
            <Input type="email" readOnly value={me?.email ?? ''} className="bg-muted/60" />
          </Field>
        </CardContent>
        <CardFooter>
          <Button
            type="submit"
            busy={isPending}
            disabled={name.trim() === '' || name.trim() === me?.name}
          >
            Save
          </Button>
        </CardFooter>
      </form>
    </Card>
  )
}
