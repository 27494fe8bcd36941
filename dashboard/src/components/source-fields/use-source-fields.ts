import { queryOptions, useQuery } from '@tanstack/react-query'
import { recentEventsQuery } from '../../api/recent-events.ts'
import { type SchemaKind, schemaExport, schemaQuery } from '../../api/schema.ts'
import { collectFields, type SourceField } from './source-fields.ts'

const EVENTS = 200
/** A source's fields change slowly, and forms are open for long. */
const STALE_AFTER_MS = 60_000

const KINDS: readonly SchemaKind[] = ['track', 'identify', 'group', 'page', 'screen']
const isTraits = (kind: SchemaKind): boolean => kind === 'identify' || kind === 'group'

/** What the events of a source have: of its schema, and of the latest events with their values. */
export const sourceFieldsQuery = (sourceId: string) =>
  queryOptions({
    queryKey: ['sources', sourceId, 'fields'],
    staleTime: STALE_AFTER_MS,
    queryFn: async ({ client }): Promise<SourceField[]> => {
      // Whoever may not see the source's events writes names by hand: the well-known ones are there.
      const [recent, names, listed] = await Promise.all([
        client.fetchQuery(recentEventsQuery(sourceId, { limit: EVENTS })).catch(() => null),
        client
          .fetchQuery(schemaQuery(sourceId, { kind: 'track', period: '30d' }))
          .catch(() => null),
        Promise.all(KINDS.map((kind) => listedOf(sourceId, kind).catch(() => []))),
      ])
      return collectFields(
        recent?.events ?? [],
        listed.flat(),
        names?.events.filter(({ archived }) => !archived).map(({ name }) => name) ?? [],
      )
    },
  })

/** Empty until they are there. */
export function useSourceFields(sourceId: string): readonly SourceField[] {
  return useQuery(sourceFieldsQuery(sourceId)).data ?? NONE
}

const NONE: readonly SourceField[] = []

/** The schema's sheet has the fields of all events in one answer; the list has one event's an answer. */
async function listedOf(sourceId: string, kind: SchemaKind): Promise<string[][]> {
  const [sheet, { parse }] = await Promise.all([
    schemaExport(sourceId, kind, '30d').then((file) => file.text()),
    import('papaparse'),
  ])
  const { data } = parse<Record<string, string>>(sheet, { header: true, skipEmptyLines: true })
  const paths = new Set(data.map((row) => row['Property Name'] ?? '').filter((path) => path !== ''))
  return [...paths].map((path) => [isTraits(kind) ? 'traits' : 'properties', ...path.split('.')])
}
