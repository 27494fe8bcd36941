import { Notice } from '../../components/notice.tsx'

/** Why a call that came a moment ago may not be here. */
export function PartialSearch() {
  return (
    <Notice tone="warning">
      More events wait for the pipeline than one search looks through. A call that is still among
      them may be missing here; it is found once the pipeline has taken it.
    </Notice>
  )
}
