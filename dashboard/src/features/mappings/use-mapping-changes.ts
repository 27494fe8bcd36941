import { useMutation, useQueryClient } from '@tanstack/react-query'
import {
  createMapping,
  deleteMapping,
  type MappingAnswer,
  type MappingChange,
  mappingsKey,
  type NewMapping,
  orderMappings,
  updateMapping,
} from '../../api/mappings.ts'

/** What can be done with a destination's mappings; every page that lists them is brought up to date. */
export function useMappingChanges(destinationId: string) {
  const queryClient = useQueryClient()
  const key = mappingsKey(destinationId)
  const show = (change: (known: MappingAnswer[]) => MappingAnswer[]) =>
    queryClient.setQueryData<MappingAnswer[]>(key, (known) => known && change(known))
  const refresh = () => queryClient.invalidateQueries({ queryKey: key })

  const create = useMutation({
    mutationFn: (mapping: NewMapping) => createMapping(destinationId, mapping),
    onSuccess: (made) => {
      show((known) => [...known, made])
      return refresh()
    },
  })
  const update = useMutation({
    meta: { showsError: true },
    mutationFn: ({ mapping, change }: { mapping: MappingAnswer; change: MappingChange }) =>
      updateMapping(mapping, change),
    onSuccess: (changed) => {
      show((known) => known.map((one) => (one.id === changed.id ? changed : one)))
    },
  })
  const toggle = useMutation({
    mutationFn: (mapping: MappingAnswer) => updateMapping(mapping, { enabled: !mapping.enabled }),
    onMutate: ({ id, enabled }) =>
      show((known) => known.map((one) => (one.id === id ? { ...one, enabled: !enabled } : one))),
    onSettled: refresh,
  })
  const remove = useMutation({
    mutationFn: deleteMapping,
    onSuccess: (_answer, { id }) => {
      show((known) => known.filter((one) => one.id !== id))
    },
  })
  const order = useMutation({
    mutationFn: (ids: readonly string[]) => orderMappings(destinationId, ids),
    onMutate: (ids) =>
      show((known) => known.toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))),
    onSettled: refresh,
  })
  return { create, update, toggle, remove, order }
}
