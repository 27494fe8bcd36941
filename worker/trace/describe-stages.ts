import { describeCode } from '../domain/describe-code.ts'
import type { TracedStage } from '../messages/trace-rpc.ts'
import type { Verdict } from '../messages/verdict.ts'
import type { SeenEvent } from './seen-event.ts'

/**
 * What each stage did, from the verdict: the stages themselves write nothing down, so what is told here
 * is what follows from where the event stopped and what came out.
 */
export function describeStages(seen: SeenEvent): TracedStage[] {
  const { verdict } = seen
  if (verdict === null) return [accepted(seen), waiting(seen)]
  const { outcome, code = '' } = verdict
  switch (outcome) {
    case 'failed on ingest':
      return [refused(seen, code)]
    case 'duplicate':
      return [accepted(seen), stopped('deduplicate', outcome, code)]
    case 'suppressed':
      return [accepted(seen), stopped('drop-suppressed', outcome, code)]
    case 'filtered at source':
      return [accepted(seen), FIRST_OF_ITS_ID, stopped('enforce-schema', outcome, code)]
    case 'dead-lettered':
      return [accepted(seen), deadLettered(verdict)]
    case 'passed':
      return [accepted(seen), FIRST_OF_ITS_ID, enforced(verdict), ...routed(verdict)]
    default:
      return outcome satisfies never
  }
}

const FIRST_OF_ITS_ID = passed('deduplicate', 'the first event with this messageId')

/** Its own words say which field was wrong; the code only what kind of thing. */
const refused = ({ refusal }: SeenEvent, code: string): TracedStage => {
  const stage = stopped('collect', 'failed on ingest', code)
  return refusal === '' ? stage : { ...stage, message: `${stage.message}: ${refusal}` }
}

const accepted = ({ acceptId }: SeenEvent): TracedStage =>
  passed('collect', `accepted as ${acceptId}`)

function waiting({ place }: SeenEvent): TracedStage {
  if (place.kept !== 'log' || place.failedRuns === 0) {
    return passed('pipeline', 'waits for the pipeline')
  }
  const { failedRuns, lastError } = place
  const runs = failedRuns === 1 ? 'one run failed' : `${failedRuns} runs failed`
  return passed('pipeline', `${runs}, another follows${lastError === '' ? '' : `: ${lastError}`}`)
}

/** The error begins with the stage that threw, after the name of its class. */
function deadLettered({ code = '', error = '' }: Verdict): TracedStage {
  const stage = /^StageFailure: ([a-z-]+): /.exec(error)?.[1] ?? 'pipeline'
  const stop = stopped(stage, 'dead-lettered', code)
  return error === '' ? stop : { ...stop, message: `${stop.message}: ${error}` }
}

function enforced({ patch = [] }: Verdict): TracedStage {
  if (patch.length === 0) return passed('enforce-schema', 'nothing to block or to omit')
  const omitted = patch.filter(({ op }) => op === 'remove').length
  const what = omitted === patch.length ? 'omitted' : 'changed'
  const fields = patch.length === 1 ? '1 field' : `${patch.length} fields`
  return {
    stage: 'enforce-schema',
    effect: 'changed',
    message: `${fields} ${what}`,
    code: '',
    patch: patch.map((operation) => ({ ...operation })),
  }
}

function routed({ destinations = {} }: Verdict): TracedStage[] {
  const decisions = Object.values(destinations)
  if (decisions.length === 0) return [passed('route', 'the source has no destination to route to')]
  const chosen = decisions.filter((decision) => 'routed' in decision).length
  const all = decisions.length === 1 ? '1 destination' : `${decisions.length} destinations`
  const route = passed('route', `routed to ${chosen} of ${all}`)
  if (chosen === 0) return [route]
  const logs = chosen === 1 ? 'the log of 1 destination' : `the logs of ${chosen} destinations`
  return [route, passed('append-deliveries', `written to ${logs}`)]
}

function passed(stage: string, message: string): TracedStage {
  return { stage, effect: 'passed', message, code: '', patch: null }
}

const stopped = (stage: string, outcome: string, code: string): TracedStage => ({
  stage,
  effect: 'stopped',
  message: describeCode(outcome, code),
  code,
  patch: null,
})
