import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { changePassword, sessionsQuery } from '../../api/account.ts'
import { meQuery } from '../../api/me.ts'
import { Notice } from '../../components/notice.tsx'
import { NewPasswordField, PasswordField } from '../../components/password-field.tsx'
import { Button } from '../../components/ui/button.tsx'
import {
  Card,
  CardContent,
  CardDescription,
  CardFooter,
  CardHeader,
  CardTitle,
} from '../../components/ui/card.tsx'
import { Checkbox } from '../../components/ui/checkbox.tsx'
import { Label } from '../../components/ui/label.tsx'
import { toast } from '../../components/ui/toast.tsx'

export function PasswordCard() {
  const { data: me } = useSuspenseQuery(meQuery())
  const queryClient = useQueryClient()
  const [currentPassword, setCurrent] = useState('')
  const [newPassword, setNew] = useState('')
  const [revokeOtherSessions, setRevoke] = useState(true)
  const revokeId = useId()
  const { mutate, error, isPending } = useMutation({
    meta: { showsError: true },
    mutationFn: () => changePassword({ currentPassword, newPassword, revokeOtherSessions }),
    onSuccess: () => {
      setCurrent('')
      setNew('')
      toast.success('Your password is changed.')
      void queryClient.invalidateQueries({ queryKey: sessionsQuery().queryKey })
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
            <CardTitle>Password</CardTitle>
            <CardDescription>Change it when somebody else may know it.</CardDescription>
          </div>
        </CardHeader>
        <CardContent className="grid gap-4">
          {error && <Notice tone="error">{error.message}</Notice>}
          <PasswordField
            label="Current password"
            autoComplete="current-password"
            value={currentPassword}
            onChange={setCurrent}
          />
          <NewPasswordField
            label="New password"
            value={newPassword}
            onChange={setNew}
            userInputs={[me?.name ?? '', me?.email ?? '']}
          />
          <div className="flex items-center gap-2.5">
            <Checkbox
              id={revokeId}
              checked={revokeOtherSessions}
              onCheckedChange={(checked) => setRevoke(checked === true)}
            />
            <Label htmlFor={revokeId} className="font-normal">
              Sign out everywhere else
            </Label>
          </div>
        </CardContent>
        <CardFooter>
          <Button type="submit" busy={isPending}>
            Change password
          </Button>
        </CardFooter>
      </form>
    </Card>
  )
}
