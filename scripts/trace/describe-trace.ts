import type { Trace, TraceAttempt, TraceDestination } from '../../worker/api/contract/trace.ts'

/** One trace as text for a terminal. What events and partners say is shown, never interpreted. */
export function describeTrace(trace: Trace): string {
  return printable(
    [
      heading(trace),
      `  received   ${trace.receivedAt} by ${trace.sourceName} (${trace.sourceId}), region ${trace.region}, shard ${trace.shard}`,
      `  accepted   ${trace.acceptId}, ${whereabouts(trace)}`,
      `  outcome    ${withReason(trace.outcome, trace)}`,
      ...(trace.repeats > 0 ? [`  repeats    ${trace.repeats} seen`] : []),
      '',
      '  Stages',
      ...trace.stages.flatMap(describeStage),
      '',
      '  Event',
      trace.event === null ? '    is not kept' : indent(JSON.stringify(trace.event, null, 2), 4),
      '',
      '  Destinations',
      ...(trace.destinations.length === 0 ? ['    none'] : trace.destinations.flatMap(describe)),
    ].join('\n'),
  )
}

function heading({ event, messageId }: Trace): string {
  const { type = '', event: name = '' } = Object(event) as { type?: string; event?: string }
  const what = [type, name].filter((text) => text !== '').join(' ')
  return what === '' ? messageId : `${what}  ${messageId}`
}

function whereabouts({ kept, archiveKey }: Trace): string {
  if (kept === 'log') return 'still in its log'
  return kept === 'archive' ? `archived in ${archiveKey}` : `set aside in ${archiveKey}`
}

const withReason = (outcome: string, { code, message }: { code: string; message: string }) =>
  [outcome, code === '' ? '' : `(${code})`, message === '' ? '' : `- ${message}`]
    .filter((part) => part !== '')
    .join(' ')

function describeStage({ stage, effect, message, patch }: Trace['stages'][number]): string[] {
  return [
    `    ${stage.padEnd(18)} ${effect.padEnd(8)} ${message}`,
    ...(patch ?? []).map(({ op, path, value }) => {
      const what = value === undefined ? '' : ` ${JSON.stringify(value)}`
      return `      ${op} ${path}${what}`
    }),
  ]
}

function describe(destination: TraceDestination): string[] {
  const { name, slug, destinationId, outcome, attempts, incomplete } = destination
  const kind = slug === '' ? 'deleted' : slug
  return [
    `    ${name} (${kind}, ${destinationId}): ${withReason(outcome, destination)}`,
    ...attempts.flatMap(describeAttempt),
    ...(incomplete ? ['      some attempts are not kept any more, or not archived yet'] : []),
  ]
}

function describeAttempt(attempt: TraceAttempt): string[] {
  const { outcome, code, message, unattempted, latencyMs, retryAt, settledAt } = attempt
  if (outcome === 'requeued') return [`      ${settledAt} sent again by a person`]
  const number = unattempted ? 'no attempt' : `attempt ${attempt.attempt}`
  const took = unattempted ? '' : ` in ${Math.round(latencyMs)} ms`
  const next = retryAt === null ? '' : `, next try ${retryAt}`
  return [
    `      ${settledAt} ${number}: ${withReason(outcome, { code, message })}${took}${next}`,
    ...describeRequest(attempt),
  ]
}

function describeRequest({ request, requestFrom, response }: TraceAttempt): string[] {
  const answer = response === '' ? [] : [indent(`answered: ${response}`, 8)]
  if (request === null) return answer
  const how = requestFrom === 'rebuilt' ? 'made anew from the event, not as recorded' : 'as sent'
  return [
    `        ${request.method} ${request.url}  (${how})`,
    ...Object.entries(request.headers).map(([name, value]) => `        ${name}: ${value}`),
    indent(request.body, 8),
    ...answer,
  ]
}

const indent = (text: string, by: number): string =>
  text
    .split('\n')
    .map((line) => ' '.repeat(by) + line)
    .join('\n')

/** What others wrote must not move the cursor or change colours. */
const printable = (text: string): string => text.replaceAll(/[^\P{Cc}\n\t]/gu, '�')
