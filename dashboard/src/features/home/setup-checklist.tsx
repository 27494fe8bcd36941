import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Check, ChevronRight } from 'lucide-react'
import { checklistQuery } from '../../api/checklist.ts'
import { ErrorState } from '../../components/error-state.tsx'
import { Badge } from '../../components/ui/badge.tsx'
import { Card, CardContent, CardHeader, CardTitle } from '../../components/ui/card.tsx'
import { cn } from '../../components/ui/cn.ts'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { TASK_GROUPS, type Task } from './checklist-tasks.ts'

const REFRESH_MS = 15_000

/** The way to a workspace that is of use; each step ticks itself once it has really happened. */
export function SetupChecklist() {
  const { data, error, refetch } = useQuery({ ...checklistQuery(), refetchInterval: REFRESH_MS })
  const done = new Set<string>(data?.filter((item) => item.done).map(({ id }) => id))
  const possible = TASK_GROUPS.flatMap(({ tasks }) => tasks).filter(({ to }) => to !== null)
  const doneCount = possible.filter(({ id }) => done.has(id)).length
  const next = data && possible.find(({ id }) => !done.has(id))?.id
  return (
    <Card>
      <CardHeader>
        <CardTitle>Getting started</CardTitle>
        {data !== undefined && (
          <span className="text-sm text-muted-foreground tabular-nums">
            {doneCount} of {possible.length} done
          </span>
        )}
      </CardHeader>
      <CardContent className="grid gap-5">
        {error && data === undefined ? (
          <ErrorState error={error} onRetry={() => void refetch()} className="py-6" />
        ) : (
          <>
            <Progress share={data === undefined ? 0 : doneCount / possible.length} />
            {TASK_GROUPS.map(({ title, tasks }) => (
              <section key={title} aria-label={title}>
                <h3 className="mb-1 text-xs font-medium tracking-wide text-muted-foreground">
                  {title}
                </h3>
                <ul className="-mx-2">
                  {tasks.map((task) => (
                    <li key={task.id}>
                      <TaskRow
                        task={task}
                        isNext={task.id === next}
                        state={data === undefined ? 'loading' : done.has(task.id) ? 'done' : 'open'}
                      />
                    </li>
                  ))}
                </ul>
              </section>
            ))}
          </>
        )}
      </CardContent>
    </Card>
  )
}

function Progress({ share }: { share: number }) {
  return (
    <div aria-hidden="true" className="h-1.5 overflow-hidden rounded-full bg-muted">
      <div
        className="h-full rounded-full bg-primary transition-[width]"
        style={{ width: `${Math.round(share * 100)}%` }}
      />
    </div>
  )
}

interface TaskRowProps {
  task: Task
  /** The first that is not done: it stands out. */
  isNext: boolean
  state: 'loading' | 'done' | 'open'
}

function TaskRow({ task, isNext, state }: TaskRowProps) {
  const words = (
    <span className="min-w-0 flex-1">
      <span
        className={cn(
          'flex items-center justify-between gap-2 text-sm font-medium',
          (state === 'done' || task.to === null) && 'text-muted-foreground',
        )}
      >
        <span>
          {task.title}
          {state === 'done' && task.to !== null && <span className="sr-only">, done</span>}
        </span>
        {task.to === null && <Badge>Not yet</Badge>}
      </span>
      {state !== 'done' && task.to !== null && (
        <span className="block text-[0.8125rem] text-muted-foreground">{task.text}</span>
      )}
    </span>
  )
  if (task.to === null) {
    return (
      <div className="flex items-start gap-3 px-2 py-1.5" title={task.text}>
        <Mark state="missing" />
        {words}
      </div>
    )
  }
  return (
    <Link
      to={task.to}
      className={cn(
        'group flex items-start gap-3 rounded-md px-2 py-2',
        isNext ? 'bg-accent hover:bg-accent/70' : 'hover:bg-muted/60',
      )}
    >
      {state === 'loading' ? (
        <Skeleton className="mt-px size-5 shrink-0 rounded-full" />
      ) : (
        <Mark state={state} />
      )}
      {words}
      <ChevronRight
        aria-hidden="true"
        className="mt-0.5 size-4 shrink-0 text-muted-foreground opacity-60 group-hover:opacity-100"
      />
    </Link>
  )
}

function Mark({ state }: { state: 'done' | 'open' | 'missing' }) {
  return (
    <span
      aria-hidden="true"
      className={cn(
        'mt-px grid size-5 shrink-0 place-items-center rounded-full border',
        state === 'done' && 'border-success bg-success-soft text-success',
        state === 'open' && 'border-input',
        state === 'missing' && 'border-dashed border-input',
      )}
    >
      {state === 'done' && <Check className="size-3.5" strokeWidth={3} />}
    </span>
  )
}
