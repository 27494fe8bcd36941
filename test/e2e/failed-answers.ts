import type { StubAnswer } from './dashboard-stub.ts'
import { makeFailed } from './volume-answers.ts'

/** A destination whose failed list has thirty-one entries, of two codes. */
export function failedAnswers(destinationId: string): Record<string, StubAnswer> {
  const all = Array.from({ length: 31 }, (_, index) => makeFailed(index + 1))
  const withCode = (code: string | null | undefined) =>
    code ? all.filter((failed) => failed.code === code) : all
  const path = `/api/destinations/${destinationId}/failed-deliveries`
  return {
    [`GET ${path}`]: ({ query }) => {
      const shown = withCode(query.get('code'))
      return {
        data: {
          failedDeliveries: shown,
          codes: ['410', '400'].map((code) => ({ code, count: withCode(code).length })),
          pagination: { current: 'MA==', totalEntries: shown.length },
        },
      }
    },
    [`POST ${path}/requeue`]: ({ body }) => {
      const { ids, code } = body as { ids?: string[]; code?: string }
      return { data: { requeued: ids?.length ?? withCode(code).length } }
    },
  }
}
