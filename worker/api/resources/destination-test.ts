import { auditRow } from '../../db/queries/audit.ts'
import { allMappingsOf, type DestinationMappingRow } from '../../db/queries/destination-mappings.ts'
import { destinationConfigOf } from '../../db/queries/destinations.ts'
import { editAccess } from '../../db/queries/team.ts'
import { ok } from '../../domain/result.ts'
import { matchTriggers } from '../../domain/routing/match-triggers.ts'
import {
  type DestinationTestAnswer,
  destinationTestInputSchema,
} from '../contract/destination-test.ts'
import { accessFailure, type Call, parseBody, reply, type WorkspaceEndpoint } from '../endpoint.ts'
import { fail } from '../errors.ts'
import { judgeDestination } from '../judge.ts'
import { findDestinationKind } from './catalog.ts'

export const destinationTestEndpoints: readonly WorkspaceEndpoint[] = [
  {
    method: 'POST',
    path: '/destinations/:id/test',
    needs: ['write', 'destination'],
    handle: testDestination,
  },
]

/** Whether the destination is enabled makes no difference: one tries it before switching it on. */
async function testDestination(call: Call) {
  const { deps, principal, params, body } = call
  const row = await judgeDestination(call, params.id ?? '', 'write')
  if (!row.ok) return row
  const input = parseBody(destinationTestInputSchema, body ?? {})
  if (!input.ok) return input
  const kind = findDestinationKind(deps.destinationKinds, row.value.catalogSlug)
  if (kind === undefined) return fail('conflict', 'This destination has left the catalog.')
  const event = sampleEvent(input.value.event, deps.now(), deps.newId('test'))
  if (!kind.supportedTypes.includes(event.type)) {
    return fail(
      'bad-request',
      `${kind.name} takes: ${kind.supportedTypes.join(', ')}.`,
      'event.type',
    )
  }
  const mappings = kind.hasActions
    ? await allMappingsOf(deps.db, principal.workspaceId, row.value.id)
    : null
  const matched = mappings && matchTriggers(event, enabledTriggers(mappings))
  if (matched?.length === 0) {
    return fail('conflict', 'No enabled mapping of this destination matches the event.', 'event')
  }
  const result = await deps.testDestination({
    destination: destinationConfigOf(row.value, mappings),
    event: {
      type: event.type,
      messageId: event.messageId,
      receivedAt: event.receivedAt,
      ...(matched && { mappings: matched }),
      json: JSON.stringify(event),
    },
  })
  await count(call, row.value.id, event.receivedAt, result)
  const logged = await editAccess(deps, principal.workspaceId, () => {
    const entry = {
      type: 'Destination Tested',
      resourceType: 'DESTINATION',
      resourceId: row.value.id,
      resourceName: row.value.name,
      before: null,
      after: { event: event.type, outcome: result.outcome, code: result.code },
    }
    const change = { team: null, statements: [], audit: [auditRow(deps, principal, entry)] }
    return ok({ value: undefined, change })
  })
  if (!logged.ok) return accessFailure(logged.error)
  const test: DestinationTestAnswer = { ...result, event }
  return reply({ test })
}

/** The test has happened, whether or not it could be counted: its answer is worth more than its count. */
async function count(
  { deps }: Call,
  destinationId: string,
  sentAt: string,
  { outcome, code }: Pick<DestinationTestAnswer, 'outcome' | 'code'>,
): Promise<void> {
  try {
    await deps.deliveryLog(destinationId).countTest({ hour: sentAt.slice(0, 13), outcome, code })
  } catch (error) {
    console.error({ event: 'test not counted', destination: destinationId, error: String(error) })
  }
}

const enabledTriggers = (mappings: readonly DestinationMappingRow[]) =>
  mappings.filter(({ enabled }) => enabled).map(({ id, trigger }) => ({ mappingId: id, trigger }))

interface TestEvent {
  type: string
  messageId: string
  receivedAt: string
  [field: string]: unknown
}

/** As an event looks after ingest. What the caller gave wins, but for the times of its arrival. */
function sampleEvent(
  given: { type: string; [field: string]: unknown } | undefined,
  now: string,
  messageId: string,
): TestEvent {
  const sample = {
    type: 'track',
    event: 'Test Event',
    userId: 'test-user',
    anonymousId: 'test-anonymous',
    properties: { source: 'Headwater', total: 42, currency: 'EUR' },
  }
  const event = given ?? sample
  return {
    context: { library: { name: 'headwater-test', version: '1' } },
    integrations: {},
    timestamp: now,
    ...event,
    messageId: typeof given?.messageId === 'string' ? given.messageId : messageId,
    originalTimestamp: now,
    sentAt: now,
    receivedAt: now,
    version: 2,
  }
}
