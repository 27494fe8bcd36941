import { useSuspenseQuery } from '@tanstack/react-query'
import { SquareArrowOutUpRight } from 'lucide-react'
import { destinationsQuery } from '../../api/destinations.ts'
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

export function DestinationsPage() {
  const { data: destinations } = useSuspenseQuery(destinationsQuery())
  return (
    <>
      <PageHeader title="Destinations" description="Where events go." />
      <Card>
        {destinations.length === 0 ? (
          <EmptyState icon={SquareArrowOutUpRight} title="No destinations yet">
            A destination is a tool that gets the events of a source.
          </EmptyState>
        ) : (
          <Table label="Destinations">
            <TableHead>
              <TableRow>
                <TableHeader>Name</TableHeader>
                <TableHeader>Type</TableHeader>
                <TableHeader>Status</TableHeader>
              </TableRow>
            </TableHead>
            <TableBody>
              {destinations.map(({ id, name, metadata, enabled }) => (
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
