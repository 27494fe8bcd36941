import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useRouteContext } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { meQuery } from '../../api/me.ts'
import { updateWorkspace, workspaceQuery } from '../../api/workspace.ts'
import { CopyField } from '../../components/copy-button.tsx'
import { Notice } from '../../components/notice.tsx'
import { PageHeader } from '../../components/page-header.tsx'
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

/** Settings > Workspace. */
export function WorkspacePage() {
  const { data: workspace } = useSuspenseQuery(workspaceQuery())
  const context = useRouteContext({ from: '/app' })
  const mayEdit = context.workspace?.isOwner ?? false
  return (
    <>
      <PageHeader title="Workspace" />
      <div className="grid max-w-3xl gap-6">
        <GeneralCard key={workspace.id} workspace={workspace} mayEdit={mayEdit} />
        <Card>
          <CardHeader>
            <div>
              <CardTitle>Workspace id</CardTitle>
              <CardDescription>How programs name this workspace; it never changes.</CardDescription>
            </div>
          </CardHeader>
          <CardContent>
            <CopyField text={workspace.id} what="workspace id" />
          </CardContent>
        </Card>
      </div>
    </>
  )
}

interface GeneralCardProps {
  workspace: { name: string; slug: string }
  mayEdit: boolean
}

function GeneralCard({ workspace, mayEdit }: GeneralCardProps) {
  const [name, setName] = useState(workspace.name)
  const [slug, setSlug] = useState(workspace.slug)
  const queryClient = useQueryClient()
  const save = useMutation({
    meta: { showsError: true },
    mutationFn: updateWorkspace,
    onSuccess: async () => {
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: workspaceQuery().queryKey }),
        queryClient.invalidateQueries({ queryKey: meQuery().queryKey }),
      ])
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const before = { name: workspace.name, slug: workspace.slug }
    save.mutate(
      { name: name.trim(), slug },
      {
        onSuccess: () =>
          toast.undo('The workspace is changed.', () => {
            setName(before.name)
            setSlug(before.slug)
            save.mutate(before)
          }),
      },
    )
  }
  const unchanged = name.trim() === workspace.name && slug === workspace.slug
  const fields = save.error?.fields ?? {}
  const isFieldError = 'name' in fields || 'slug' in fields
  return (
    <Card>
      <form onSubmit={submit}>
        <CardHeader>
          <div>
            <CardTitle>General</CardTitle>
            {!mayEdit && (
              <CardDescription>Owners of the workspace can change this.</CardDescription>
            )}
          </div>
        </CardHeader>
        <CardContent className="grid gap-4">
          {save.error && !isFieldError && <Notice tone="error">{save.error.message}</Notice>}
          <Field label="Name" error={fields.name}>
            <Input
              required
              maxLength={255}
              readOnly={!mayEdit}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          </Field>
          <Field
            label="Slug"
            hint="A short name for addresses: small letters, digits and hyphens."
            error={fields.slug}
          >
            <Input
              required
              maxLength={64}
              readOnly={!mayEdit}
              className="font-mono"
              value={slug}
              onChange={(event) => setSlug(event.currentTarget.value)}
            />
          </Field>
        </CardContent>
        {mayEdit && (
          <CardFooter>
            <Button type="submit" busy={save.isPending} disabled={unchanged}>
              Save
            </Button>
          </CardFooter>
        )}
      </form>
    </Card>
  )
}
