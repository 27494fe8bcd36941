import { PageHeader } from '../../components/page-header.tsx'

/** What became of every event, as an account that has to balance. */
export function BooksPage() {
  return (
    <PageHeader
      title="Books"
      description="What became of every event, hour by hour, as an account that has to balance."
    />
  )
}
