import { useMutation, useQueryClient } from '@tanstack/react-query'
import { KeyRound, Plus, RefreshCw, Trash2 } from 'lucide-react'
import { useState } from 'react'
import {
  addWriteKey,
  removeWriteKey,
  type SourceAnswer,
  sourceQuery,
} from '../../api/source-details.ts'
import { useConfirm } from '../../components/confirm.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { Badge } from '../../components/ui/badge.tsx'
import { Button } from '../../components/ui/button.tsx'
import {
  Card,
  CardContent,
  CardDescription,
  CardHeader,
  CardTitle,
} from '../../components/ui/card.tsx'
import { toast } from '../../components/ui/toast.tsx'
import { RotateKeyDialog } from './rotate-key-dialog.tsx'

/** The keys that libraries send with; several at once, so that they can be rotated. */
export function WriteKeys({ source }: { source: SourceAnswer }) {
  const [rotated, setRotated] = useState<string | null>(null)
  const { add, remove } = useKeyEdits(source)
  const newest = source.writeKeys.at(-1)
  return (
    <Card>
      <CardHeader>
        <div className="min-w-0 flex-1 basis-72">
          <CardTitle>Write keys</CardTitle>
          <CardDescription>
            Public: they stand in pages and apps, and can only be used to send events to this
            source.
          </CardDescription>
        </div>
        <Button
          variant="secondary"
          size="sm"
          busy={add.isPending}
          onClick={() =>
            add.mutate(undefined, { onSuccess: () => toast.success('A key is added.') })
          }
        >
          <Plus aria-hidden="true" />
          Add key
        </Button>
      </CardHeader>
      <CardContent>
        <ul className="divide-y rounded-md border">
          {source.writeKeys.map((key) => (
            <li key={key} className="flex flex-wrap items-center gap-x-3 gap-y-2 px-3 py-2.5">
              <KeyRound className="size-4 shrink-0 text-muted-foreground" aria-hidden="true" />
              <code className="min-w-0 flex-1 basis-48 font-mono text-[0.8125rem] wrap-anywhere">
                {key}
              </code>
              {key === newest && source.writeKeys.length > 1 && (
                <Badge tone="primary">Newest, in the set-up</Badge>
              )}
              <span className="flex gap-1.5">
                <CopyButton text={key} what={`write key ${key}`} />
                <Button
                  variant="secondary"
                  size="sm"
                  aria-label={`Rotate the write key ${key}`}
                  onClick={() => setRotated(key)}
                >
                  <RefreshCw aria-hidden="true" />
                  Rotate
                </Button>
                <Button
                  variant="secondary"
                  size="icon-sm"
                  disabled={source.writeKeys.length === 1 || remove.isPending}
                  aria-label={`Remove the write key ${key}`}
                  onClick={() => void remove.ask(key)}
                >
                  <Trash2 aria-hidden="true" />
                </Button>
              </span>
            </li>
          ))}
        </ul>
        {source.writeKeys.length === 1 && (
          <p className="mt-2 text-[0.8125rem] text-muted-foreground">
            The last key cannot be removed. Add another one first.
          </p>
        )}
      </CardContent>
      {rotated !== null && (
        <RotateKeyDialog
          oldKey={rotated}
          onAdd={() => add.mutateAsync()}
          onRemove={() => remove.mutateAsync(rotated)}
          onClose={() => setRotated(null)}
        />
      )}
    </Card>
  )
}

function useKeyEdits(source: SourceAnswer) {
  const queryClient = useQueryClient()
  const confirm = useConfirm()
  const show = async () => {
    await queryClient.invalidateQueries({ queryKey: ['sources'] })
  }
  const add = useMutation({
    mutationFn: async () => {
      const changed = await addWriteKey(source.id)
      queryClient.setQueryData(sourceQuery(source.id).queryKey, changed)
      return changed.writeKeys.find((key) => !source.writeKeys.includes(key)) ?? ''
    },
    onSuccess: show,
  })
  const remove = useMutation({
    mutationFn: (key: string) => removeWriteKey(source.id, key),
    onSuccess: async () => {
      toast.success('The key is removed.')
      await show()
    },
  })
  const ask = async (key: string) => {
    const agreed = await confirm({
      title: 'Remove this write key?',
      description: (
        <>
          Events that are still sent with <code className="font-mono wrap-anywhere">{key}</code> are
          refused from then on. A removed key never comes back.
        </>
      ),
      action: 'Remove key',
      destructive: true,
    })
    if (agreed) remove.mutate(key)
  }
  return { add, remove: { ...remove, ask } }
}
