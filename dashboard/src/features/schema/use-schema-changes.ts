import { useMutation, useQueryClient } from '@tanstack/react-query'
import {
  archiveSchema,
  changeSchemaControls,
  type SchemaAnswer,
  type SchemaChange,
  type SchemaFieldsAnswer,
  type SchemaKind,
  schemaKey,
} from '../../api/schema.ts'
import { useConfirm } from '../../components/confirm.tsx'
import { toast } from '../../components/ui/toast.tsx'
import { eventsAfter, opposite, traitsAfter } from './apply-changes.ts'
import { blockQuestion, changeOf, isAre, subjectOf } from './wording.tsx'

/** Said wherever something was switched: the edge may hold a configuration for so long. */
const HOLDS = 'It holds for events accepted 5 seconds from now.'

export interface SchemaChanges {
  /** Lets through, or asks and then blocks. Answers whether it was done. */
  setAllowed(kind: SchemaKind, names: readonly string[], allowed: boolean): Promise<boolean>
  setDestination(event: string, destination: { id: string; name: string }, on: boolean): void
  setArchived(kind: SchemaKind, names: readonly string[], archived: boolean): void
}

interface Archiving {
  kind: SchemaKind
  names: readonly string[]
  archived: boolean
}

/** What one can do to the schema of a source: seen at once, and taken back by who was too quick. */
export function useSchemaChanges(sourceId: string): SchemaChanges {
  const queries = useQueryClient()
  const confirm = useConfirm()
  const controls = useControls(sourceId)
  const archive = useMutation({
    mutationFn: ({ kind, names, archived }: Archiving) =>
      archiveSchema(sourceId, kind, names, archived),
    onSuccess: () => queries.invalidateQueries({ queryKey: schemaKey(sourceId) }),
  })
  // By the promise: of several calls of `mutate`, only the last one's callbacks are called.
  const change = (changes: readonly SchemaChange[], done: string) =>
    void controls.mutateAsync(changes).then(
      () => toast.undo(done, () => controls.mutate(opposite(changes))),
      () => undefined,
    )
  return {
    async setAllowed(kind, names, allowed) {
      if (!allowed && !(await confirm(blockQuestion(kind, names)))) return false
      const said = `${subjectOf(kind, names)} ${isAre(kind, names)}`
      change(
        names.map((name) => changeOf(kind, name, allowed)),
        `${said} ${allowed ? 'allowed' : 'blocked'}. ${HOLDS}`,
      )
      return true
    },
    setDestination(event, { id, name }, on) {
      change(
        [{ control: 'destination', name: event, destinationId: id, allowed: on }],
        `“${event}” ${on ? 'goes to' : 'is kept from'} ${name}. ${HOLDS}`,
      )
    },
    setArchived(kind, names, archived) {
      const said = `${subjectOf(kind, names)} ${isAre(kind, names)}`
      void archive.mutateAsync({ kind, names, archived }).then(
        () =>
          toast.undo(`${said} ${archived ? 'archived' : 'back on the list'}.`, () =>
            archive.mutate({ kind, names, archived: !archived }),
          ),
        () => undefined,
      )
    },
  }
}

/** Switches move when they are pressed, and back when the service refuses. */
function useControls(sourceId: string) {
  const queries = useQueryClient()
  const key = schemaKey(sourceId)
  const mutationKey = [...key, 'controls']
  return useMutation({
    mutationKey,
    mutationFn: (changes: readonly SchemaChange[]) => changeSchemaControls(sourceId, changes),
    onMutate: async (changes) => {
      await queries.cancelQueries({ queryKey: key })
      queries.setQueriesData<SchemaAnswer>({ queryKey: [...key, 'events'] }, (list) =>
        list === undefined ? undefined : eventsAfter(list, changes),
      )
      for (const kind of ['identify', 'group'] as const) {
        queries.setQueriesData<SchemaFieldsAnswer>(
          { queryKey: [...key, 'fields', kind] },
          (list) => (list === undefined ? undefined : traitsAfter(list, kind, changes)),
        )
      }
    },
    // Not while another change is on its way: the answer would not know of it, and move its switch back.
    onSettled: () =>
      queries.isMutating({ mutationKey }) === 1
        ? queries.invalidateQueries({ queryKey: key })
        : undefined,
  })
}
