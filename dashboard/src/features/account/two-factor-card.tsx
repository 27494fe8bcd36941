import { useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { meQuery } from '../../api/me.ts'
import { Badge } from '../../components/ui/badge.tsx'
import { Button } from '../../components/ui/button.tsx'
import {
  Card,
  CardContent,
  CardDescription,
  CardHeader,
  CardTitle,
} from '../../components/ui/card.tsx'
import { DisableTwoFactorDialog } from './disable-two-factor-dialog.tsx'
import { EnrolTwoFactorDialog } from './enrol-two-factor-dialog.tsx'
import { NewRecoveryCodesDialog } from './new-recovery-codes-dialog.tsx'

type Opened = 'enrol' | 'codes' | 'disable' | null

export function TwoFactorCard() {
  const { data: me } = useSuspenseQuery(meQuery())
  const [opened, setOpened] = useState<Opened>(null)
  const close = () => setOpened(null)
  const enabled = me?.twoFactorEnabled ?? false
  return (
    <Card>
      <CardHeader>
        <div className="max-w-md">
          <CardTitle className="flex items-center gap-2.5">
            Two-factor authentication
            <Badge tone={enabled ? 'success' : 'neutral'}>{enabled ? 'On' : 'Off'}</Badge>
          </CardTitle>
          <CardDescription>
            With your password, signing in asks for a code from an app on your phone.
          </CardDescription>
        </div>
      </CardHeader>
      <CardContent className="flex flex-wrap gap-2">
        {enabled ? (
          <>
            <Button variant="secondary" onClick={() => setOpened('codes')}>
              New recovery codes
            </Button>
            <Button variant="secondary" onClick={() => setOpened('disable')}>
              Switch off
            </Button>
          </>
        ) : (
          <Button variant="secondary" onClick={() => setOpened('enrol')}>
            Switch on
          </Button>
        )}
      </CardContent>
      {opened === 'enrol' && <EnrolTwoFactorDialog onClose={close} />}
      {opened === 'codes' && <NewRecoveryCodesDialog onClose={close} />}
      {opened === 'disable' && <DisableTwoFactorDialog onClose={close} />}
    </Card>
  )
}
