import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type {
  AuditEventAnswer,
  AuditFilterInput,
  AuditFiltersAnswer,
} from '../../../worker/api/contract/audit.ts'
import type { Pagination } from '../../../worker/api/contract/envelope.ts'
import { api } from './client.ts'

export type { AuditEventAnswer, AuditFilterInput, AuditFiltersAnswer }

const PAGE_ROWS = 50

export const auditQuery = (filter: AuditFilterInput, cursor: string | undefined) =>
  queryOptions({
    queryKey: ['audit', filter, cursor],
    queryFn: ({ signal }) =>
      api.get<{ events: AuditEventAnswer[]; pagination: Pagination }>('/audit-events', {
        signal,
        query: { ...filter, 'pagination[count]': PAGE_ROWS, 'pagination[cursor]': cursor },
      }),
    placeholderData: keepPreviousData,
  })

export const auditFiltersQuery = () =>
  queryOptions({
    queryKey: ['audit-filters'],
    queryFn: ({ signal }) => api.get<AuditFiltersAnswer>('/audit-events/filters', { signal }),
  })

export const exportAudit = (filter: AuditFilterInput) =>
  api.file('/audit-events/export', { query: filter })
