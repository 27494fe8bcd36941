import { Card } from '../../components/ui/card.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'

export function TracePending() {
  return (
    <Card role="status" className="grid gap-5 p-5">
      <span className="sr-only">Loading</span>
      <Skeleton className="h-12 w-2/3" />
      {['received', 'stages', 'kept'].map((step) => (
        <div key={step} className="flex gap-3">
          <Skeleton className="size-7 rounded-full" />
          <Skeleton className="h-12 flex-1" />
        </div>
      ))}
      <Skeleton className="h-32" />
    </Card>
  )
}
