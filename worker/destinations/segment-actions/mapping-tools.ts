import * as v from 'valibot'
import type { SendContext } from '../destination.ts'
import { callContext } from './context.ts'
import { definitionOf, prepareCaller, splitSettings } from './prepare.ts'
import type { UpstreamAuth, UpstreamBundle } from './upstream.ts'

type Json = Record<string, unknown>

export interface Problem {
  /** Key of the mapping's field; empty when it is about the mapping as a whole. */
  field: string
  message: string
}

/** Faults in a mapping that show without an event. */
export async function checkMapping(
  bundle: UpstreamBundle,
  key: string,
  actionKey: string,
  mapping: Json,
): Promise<Problem[]> {
  const action = (await definitionOf(bundle, key)).actions[actionKey]
  if (action === undefined) {
    return [{ field: '', message: `this destination has no action "${actionKey}"` }]
  }
  const problems: Problem[] = []
  for (const [field, value] of Object.entries(mapping)) {
    if (!Object.hasOwn(action.fields, field) && !RESERVED.test(field) && !hasHook(action, field)) {
      problems.push({ field, message: 'this action has no such field' })
    }
    try {
      bundle.validateMapping({ [field]: value })
    } catch (error) {
      for (const message of messagesOf(error)) problems.push({ field, message })
    }
  }
  return [...problems, ...rootProblems(mapping)]
}

/** Keys that stand beside the fields. */
const RESERVED =
  /^(__segment_internal_(sync_mode|matching_key|directive)|enable_batching|batch_size|batch_keys|batch_bytes)$/

const hasHook = (action: { hooks?: unknown }, name: string): boolean =>
  typeof action.hooks === 'object' && action.hooks !== null && name in action.hooks

const SYNC_MODES = ['add', 'update', 'upsert', 'delete', 'mirror']

function rootProblems(mapping: Json): Problem[] {
  const problems: Problem[] = []
  const mode = mapping.__segment_internal_sync_mode
  if (mode !== undefined && !SYNC_MODES.includes(String(mode))) {
    const field = '__segment_internal_sync_mode'
    problems.push({ field, message: `must be one of ${SYNC_MODES.join(', ')}` })
  }
  const root = mapping.__segment_internal_directive
  const directives = Object.keys(Object(root) as Json)
  if (root !== undefined && directives.length !== 1) {
    const field = '__segment_internal_directive'
    problems.push({ field, message: 'must be an object with a single directive' })
  }
  return problems
}

export interface MappedPayload {
  payload: Json | null
  problems: Problem[]
}

/** What a mapping makes of an event, and what of it does not fit the action. */
export async function mapEvent(
  bundle: UpstreamBundle,
  key: string,
  actionKey: string,
  { mapping, event }: { mapping: Json; event: Json },
): Promise<MappedPayload> {
  const definition = await definitionOf(bundle, key)
  const action = new bundle.Destination(definition).actions[actionKey]
  if (action === undefined) {
    return {
      payload: null,
      problems: [{ field: '', message: `this destination has no action "${actionKey}"` }],
    }
  }
  let payload: Json
  try {
    const resolved = bundle.transform(structuredClone(mapping), event)
    payload = bundle.removeEmptyValues(resolved, action.schema, true)
  } catch (error) {
    return { payload: null, problems: messagesOf(error).map((message) => ({ field: '', message })) }
  }
  try {
    // Coerces in place, so that what is shown is what the action gets.
    if (action.schema) {
      bundle.validateSchema(payload, action.schema, { exempt: ['dynamicAuthSettings'] })
    }
    return { payload, problems: [] }
  } catch (error) {
    return { payload, problems: schemaProblems(error) }
  }
}

const schemaErrorsSchema = v.object({
  errors: v.array(v.object({ pointer: v.optional(v.string(), ''), message: v.string() })),
})

function schemaProblems(error: unknown): Problem[] {
  const parsed = v.safeParse(schemaErrorsSchema, error)
  if (!parsed.success) return messagesOf(error).map((message) => ({ field: '', message }))
  return parsed.output.errors.map(({ pointer, message }) => {
    // A missing field is said of what it is missing in.
    const missing = /required field '([^']+)'/.exec(message)?.[1]
    return { field: pointer.split('/')[1] ?? missing ?? '', message }
  })
}

export interface DynamicChoices {
  choices: { value: string; label: string; description?: string }[]
  nextPage: string | null
  error: string | null
}

const choicesSchema = v.object({
  choices: v.optional(
    v.array(
      v.object({
        value: v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String)),
        label: v.pipe(v.nullish(v.union([v.string(), v.number()]), ''), v.transform(String)),
        description: v.nullish(v.string()),
      }),
    ),
    [],
  ),
  nextPage: v.nullish(v.union([v.string(), v.number()])),
  error: v.nullish(
    v.object({ message: v.optional(v.string(), ''), code: v.optional(v.unknown()) }),
  ),
})

/** Choices of a field that the partner knows. */
export async function askChoices(
  bundle: UpstreamBundle,
  key: string,
  request: { settings: Json; action: string; path: string; payload: Json; page: string | null },
  ctx: SendContext,
): Promise<DynamicChoices> {
  const none = (error: string): DynamicChoices => ({ choices: [], nextPage: null, error })
  const definition = await definitionOf(bundle, key)
  if (definition.actions[request.action] === undefined) return none('there is no such action')
  const prepared = prepareCaller(
    bundle,
    key,
    definition,
    { settings: request.settings, events: [] },
    ctx,
  )
  if (!prepared.ok) return none(prepared.error.message ?? 'the settings are not valid')
  const { destination, settings, session, env } = prepared.value
  const ask = (auth: UpstreamAuth) =>
    bundle.runWithOutbound({ request: ctx.request, hops: 0, env }, () =>
      destination.executeDynamicField(request.action, request.path, {
        settings,
        auth,
        payload: request.payload,
        ...(request.page !== null && { page: request.page }),
        ...callContext('', ctx.now),
      }),
    )
  let answer: unknown
  try {
    await session?.prepare()
    const auth = session?.auth() ?? {}
    answer = await ask(auth)
    const code = Object((Object(answer) as { error?: unknown }).error) as { code?: unknown }
    if (session !== null && String(code.code) === '401') {
      await session.renew(auth)
      answer = await ask(session.auth())
    }
  } catch (error) {
    return none(messagesOf(error)[0] ?? 'the partner could not be asked')
  }
  const parsed = v.safeParse(choicesSchema, answer)
  if (!parsed.success) return none('the partner answered something else than choices')
  const { choices, nextPage, error } = parsed.output
  return {
    choices: choices.map(({ value, label, description }) => ({
      value,
      label: label === '' ? value : label,
      ...(description && { description }),
    })),
    nextPage:
      nextPage === null || nextPage === undefined || nextPage === '' ? null : String(nextPage),
    error: error ? error.message || 'the partner could not be asked' : null,
  }
}

/** Whether the partner takes the credentials; `ok` is null when the definition cannot tell. */
export async function testCredentials(
  bundle: UpstreamBundle,
  key: string,
  all: Json,
  ctx: SendContext,
): Promise<{ ok: boolean | null; message: string }> {
  const definition = await definitionOf(bundle, key)
  if (typeof definition.authentication?.testAuthentication !== 'function') {
    return { ok: null, message: 'this destination cannot tell' }
  }
  const prepared = prepareCaller(bundle, key, definition, { settings: all, events: [] }, ctx)
  if (!prepared.ok) return { ok: false, message: prepared.error.message ?? 'not valid' }
  const { destination, session, env } = prepared.value
  const test = ({ accessToken, refreshToken, clientId, clientSecret }: UpstreamAuth) =>
    bundle.runWithOutbound({ request: ctx.request, hops: 0, env }, () =>
      destination.testAuthentication({
        ...splitSettings(all).settings,
        oauth: { access_token: accessToken, refresh_token: refreshToken, clientId, clientSecret },
      }),
    )
  try {
    await session?.prepare()
    const auth = session?.auth() ?? {}
    try {
      await test(auth)
    } catch (error) {
      if (session === null || !/invalid: 401\b/.test(String(error))) throw error
      await session.renew(auth)
      await test(session.auth())
    }
    return { ok: true, message: '' }
  } catch (error) {
    return { ok: false, message: messagesOf(error)[0] ?? 'the partner refused the credentials' }
  }
}

/** Of an error that holds several, each. */
function messagesOf(error: unknown): string[] {
  const { errors } = Object(error) as { errors?: unknown }
  const list: unknown[] = Array.isArray(errors) ? errors : iterated(error)
  if (list.length > 0) return list.flatMap(messagesOf)
  return [error instanceof Error ? error.message : String(error)]
}

const iterated = (error: unknown): unknown[] =>
  error instanceof Error && Symbol.iterator in error ? [...(error as Iterable<unknown>)] : []
