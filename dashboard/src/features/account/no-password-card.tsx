import { useQuery } from '@tanstack/react-query'
import { signInMethodsQuery } from '../../api/auth.ts'
import { Card, CardDescription, CardHeader, CardTitle } from '../../components/ui/card.tsx'

/** For who came by an invitation and another account; the second factor goes with a password too. */
export function NoPasswordCard() {
  const { data: methods } = useQuery(signInMethodsQuery())
  return (
    <Card>
      <CardHeader>
        <div>
          <CardTitle>Password</CardTitle>
          <CardDescription>
            You have none: you sign in with another account, and its second factor is what protects
            you here.{' '}
            {methods?.resetByEmail === true
              ? 'To get one, sign out and ask for a new password on the sign-in page.'
              : 'To get one, ask an owner for a password link.'}
          </CardDescription>
        </div>
      </CardHeader>
    </Card>
  )
}
