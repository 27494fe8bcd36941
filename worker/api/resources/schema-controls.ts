import {
  changeSchemaControls,
  getSchemaControls,
  type SchemaControlsError,
} from '../../db/queries/schema-controls.ts'
import type { EditError } from '../../db/queries/snapshot.ts'
import { MAX_CONTROLS_CHARS } from '../../domain/protocols/change-controls.ts'
import type { SourceControls } from '../../domain/protocols/schema-controls.ts'
import type { Result } from '../../domain/result.ts'
import {
  type SchemaControls,
  type SchemaControlsAnswer,
  schemaChangesSchema,
} from '../contract/schema.ts'
import { editFailure, type Failure, parseBody, reply, type WorkspaceEndpoint } from '../endpoint.ts'
import { fail, notFound } from '../errors.ts'
import { judgeSource } from '../judge.ts'

/** What a source lets through, by itself; the schema's answer has it too. */
export const schemaControlsEndpoints: readonly WorkspaceEndpoint[] = [
  {
    method: 'GET',
    path: '/sources/:id/schema/controls',
    needs: ['read', 'source'],
    async handle(call) {
      const source = await judgeSource(call, call.params.id ?? '', 'read')
      if (!source.ok) return source
      const { id, workspaceId } = source.value
      return replyControls(await getSchemaControls(call.deps.db, workspaceId, id))
    },
  },
  {
    method: 'PATCH',
    path: '/sources/:id/schema/controls',
    needs: ['write', 'source'],
    async handle(call) {
      const { deps, principal, params, body } = call
      const source = await judgeSource(call, params.id ?? '', 'write')
      if (!source.ok) return source
      const input = parseBody(schemaChangesSchema, body)
      if (!input.ok) return input
      const { changes } = input.value
      const after = await changeSchemaControls(deps, principal, source.value.id, changes)
      return after.ok ? replyControls(after.value) : controlsFailure(after.error)
    },
  },
]

const replyControls = (controls: SourceControls) =>
  reply({ controls: showControls(controls) } satisfies SchemaControlsAnswer)

export const showControls = (controls: SourceControls): SchemaControls => ({
  ...controls,
  destinationsOff: Object.fromEntries(
    controls.destinationsOff.map(({ event, destinationIds }) => [event, destinationIds]),
  ),
})

function controlsFailure(error: SchemaControlsError | EditError): Result<never, Failure> {
  switch (error.reason) {
    case 'not_found':
      return notFound('source')
    case 'unknown_destination':
      return fail(
        'bad-request',
        'This source has no such destination.',
        `changes.${error.index}.destinationId`,
      )
    case 'bad_name':
      return fail('bad-request', error.message, `changes.${error.index}.${error.field}`)
    case 'too_many_controls':
      return fail(
        'conflict',
        `The controls of a source may take ${MAX_CONTROLS_CHARS} characters as JSON; with these changes it would be ${error.chars}. Allow something again first.`,
        'changes',
      )
    default:
      return editFailure(error)
  }
}
