import { useSuspenseQuery } from '@tanstack/react-query'
import { KeySquare, Plus } from 'lucide-react'
import { useState } from 'react'
import { revokeToken, type TokenAnswer, tokensQuery } from '../../api/team.ts'
import { useConfirm } from '../../components/confirm.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card } from '../../components/ui/card.tsx'
import {
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '../../components/ui/table.tsx'
import { toast } from '../../components/ui/toast.tsx'
import { CreateTokenDialog } from './create-token-dialog.tsx'
import { PermissionBadges } from './permission-badges.tsx'
import { useTeamChange } from './use-team-change.ts'

export function TokensPage() {
  const { data: tokens } = useSuspenseQuery(tokensQuery())
  const [creating, setCreating] = useState(false)
  const button = (
    <Button onClick={() => setCreating(true)}>
      <Plus aria-hidden="true" />
      Create token
    </Button>
  )
  return (
    <>
      {tokens.length > 0 && (
        <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
          <p className="text-sm text-muted-foreground">
            Programs call the management API with a token. Give each program its own.
          </p>
          {button}
        </div>
      )}
      <Card>
        {tokens.length === 0 ? (
          <EmptyState icon={KeySquare} title="No API tokens" action={button}>
            With a token, a script or another service calls the management API: everything that this
            dashboard does.
          </EmptyState>
        ) : (
          <Table label="API tokens" stacked>
            <TableHead>
              <TableRow>
                <TableHeader>Name</TableHeader>
                <TableHeader>Roles</TableHeader>
                <TableHeader>Created</TableHeader>
                <TableHeader>Last used</TableHeader>
                <TableHeader>
                  <span className="sr-only">Actions</span>
                </TableHeader>
              </TableRow>
            </TableHead>
            <TableBody>
              {tokens.map((token) => (
                <TokenRow key={token.id} token={token} />
              ))}
            </TableBody>
          </Table>
        )}
      </Card>
      {creating && <CreateTokenDialog onClose={() => setCreating(false)} />}
    </>
  )
}

function TokenRow({ token }: { token: TokenAnswer }) {
  const { id, name, permissions, createdBy, createdAt, lastUsedAt } = token
  const confirm = useConfirm()
  const { mutate, isPending } = useTeamChange({
    change: () => revokeToken(id),
    onDone: () => toast.success(`The token ${name} is revoked.`),
  })
  const revoke = async () => {
    const agreed = await confirm({
      title: `Revoke ${name}?`,
      description: 'Whatever uses it is refused from now on. A revoked token does not come back.',
      action: 'Revoke token',
      destructive: true,
    })
    if (agreed) mutate(undefined)
  }
  return (
    <TableRow>
      <TableCell className="font-medium">{name}</TableCell>
      <TableCell label="Roles" className="min-w-40">
        <PermissionBadges permissions={permissions} />
      </TableCell>
      <TableCell label="Created" className="text-muted-foreground">
        <RelativeTime date={createdAt} />
        <p className="text-xs">{createdBy === '' ? 'with the installation' : `by ${createdBy}`}</p>
      </TableCell>
      <TableCell label="Last used" className="text-muted-foreground">
        {lastUsedAt === null ? 'Never' : <RelativeTime date={lastUsedAt} />}
      </TableCell>
      <TableCell className="w-0 text-right max-sm:absolute! max-sm:top-1 max-sm:right-0">
        <Button
          variant="ghost"
          size="sm"
          busy={isPending}
          aria-label={`Revoke ${name}`}
          onClick={() => void revoke()}
        >
          Revoke
        </Button>
      </TableCell>
    </TableRow>
  )
}
