import { Notice } from '../../components/notice.tsx'

/** Why a number may be lower than a moment ago. */
export function IncompleteCounts() {
  return (
    <Notice tone="warning">
      Some counts of the last minutes are not included: a part of the service did not answer.
      Nothing is lost, they are added when it does.
    </Notice>
  )
}
