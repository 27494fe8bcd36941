import { SCHEMA_KINDS, type SchemaKind } from '../../domain/schema/kinds.ts'
import type { SchemaSheetEvent } from '../../messages/schema-rpc.ts'
import {
  type FieldPath,
  type FieldPathsAnswer,
  fieldPathsQuerySchema,
} from '../contract/field-paths.ts'
import { parseBody, reply, type WorkspaceEndpoint } from '../endpoint.ts'
import { judgeSource } from '../judge.ts'

/** More are not looked through by anybody. */
const MAX_PATHS = 2000

/**
 * What fields of a source's events there are to choose from, for a mapping whose trigger may match any of
 * them: the schema's own lists are one event at a time. Not in the upstream API.
 */
export const fieldPathsEndpoints: readonly WorkspaceEndpoint[] = [
  {
    method: 'GET',
    path: '/sources/:id/field-paths',
    needs: ['read', 'source'],
    async handle(call) {
      const source = await judgeSource(call, call.params.id ?? '', 'read')
      if (!source.ok) return source
      const query = parseBody(fieldPathsQuerySchema, Object.fromEntries(call.query))
      if (!query.ok) return query
      const { kind, period } = query.value
      const monitor = call.deps.sourceMonitor(source.value.id)
      const kinds = kind === undefined ? SCHEMA_KINDS : [kind]
      const sheets = await Promise.all(
        kinds.map(async (of) => ({ of, ...(await monitor.schemaSheet({ kind: of, period })) })),
      )
      const found = new Map<string, FieldPath>()
      for (const { of, events } of sheets) addPaths(found, of, events)
      const paths = [...found.values()].sort(
        (a, b) => b.count - a.count || (a.path < b.path ? -1 : 1),
      )
      return reply({
        paths: paths.slice(0, MAX_PATHS),
        incomplete: paths.length > MAX_PATHS || sheets.some((sheet) => sheet.incomplete),
      } satisfies FieldPathsAnswer)
    },
  },
]

function addPaths(
  found: Map<string, FieldPath>,
  kind: SchemaKind,
  events: readonly SchemaSheetEvent[],
): void {
  const root = kind === 'identify' || kind === 'group' ? 'traits' : 'properties'
  for (const { path: below, allowed } of events.flatMap(({ fields }) => fields)) {
    const path = `${root}.${below}`
    const known = found.get(path)
    if (known === undefined) found.set(path, { path, kinds: [kind], count: allowed })
    else {
      known.count += allowed
      if (!known.kinds.includes(kind)) known.kinds.push(kind)
    }
  }
}
