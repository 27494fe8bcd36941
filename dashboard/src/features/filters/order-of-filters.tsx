import { Card, CardContent, CardHeader, CardTitle } from '../../components/ui/card.tsx'
import { ACTION_TYPES, ACTIONS } from './filter-words.ts'

/** In which order filters work, whatever order they were made in. */
export function OrderOfFilters() {
  return (
    <Card>
      <CardHeader>
        <CardTitle>How filters are applied</CardTitle>
      </CardHeader>
      <CardContent className="grid gap-4 text-sm">
        <p className="max-w-prose text-muted-foreground">
          Every condition is asked of the event as it came, so that no filter disarms another. Then
          the enabled filters that fit are applied, in this order:
        </p>
        <ol className="grid gap-2 sm:grid-cols-2 lg:grid-cols-4">
          {ACTION_TYPES.map((type, index) => (
            <li key={type} className="rounded-md border bg-muted/40 px-3 py-2.5">
              <span className="flex items-center gap-2 font-medium">
                <span
                  aria-hidden="true"
                  className="grid size-5 place-items-center rounded-full bg-accent text-xs tabular-nums text-accent-foreground"
                >
                  {index + 1}
                </span>
                {ACTIONS[type].name}
              </span>
              <span className="mt-1 block text-[0.8125rem] text-muted-foreground">
                {ACTIONS[type].text}
              </span>
            </li>
          ))}
        </ol>
        <p className="max-w-prose text-muted-foreground">
          A change holds for events accepted 5 seconds later. What waits for a retry stays as it is,
          and test events go past all filters.
        </p>
      </CardContent>
    </Card>
  )
}
