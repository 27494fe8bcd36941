import { useSuspenseQuery } from '@tanstack/react-query'
import { Cable } from 'lucide-react'
import { sourcesQuery } from '../../api/sources.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { Badge } from '../../components/ui/badge.tsx'
import { Card } from '../../components/ui/card.tsx'
import {
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '../../components/ui/table.tsx'

export function SourcesPage() {
  const { data: sources } = useSuspenseQuery(sourcesQuery())
  return (
    <>
      <PageHeader title="Sources" description="Where events come from." />
      <Card>
        {sources.length === 0 ? (
          <EmptyState icon={Cable} title="No sources yet">
            A source is a website, an app or a server that sends events.
          </EmptyState>
        ) : (
          <Table label="Sources">
            <TableHead>
              <TableRow>
                <TableHeader>Name</TableHeader>
                <TableHeader>Type</TableHeader>
                <TableHeader>Status</TableHeader>
              </TableRow>
            </TableHead>
            <TableBody>
              {sources.map(({ id, name, metadata, enabled }) => (
                <TableRow key={id}>
                  <TableCell className="font-medium">{name}</TableCell>
                  <TableCell>{metadata.name}</TableCell>
                  <TableCell>
                    <Badge tone={enabled ? 'success' : 'neutral'}>
                      {enabled ? 'Enabled' : 'Disabled'}
                    </Badge>
                  </TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        )}
      </Card>
    </>
  )
}
