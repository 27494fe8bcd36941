import { useMutation, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Send } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { testDestination } from '../../api/destination-details.ts'
import { Notice } from '../../components/notice.tsx'
import { Button } from '../../components/ui/button.tsx'
import {
  Card,
  CardContent,
  CardDescription,
  CardFooter,
  CardHeader,
  CardTitle,
} from '../../components/ui/card.tsx'
import { Field } from '../../components/ui/field.tsx'
import { Textarea } from '../../components/ui/input.tsx'
import {
  Select,
  SelectContent,
  SelectItem,
  SelectTrigger,
  SelectValue,
} from '../../components/ui/select.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { parseEvent, SAMPLE_TYPES, type SampleType, sampleText } from './sample-events.ts'
import { TestResult } from './test-result.tsx'

const route = getRouteApi('/app/destinations/$destinationId/test')

/** Sends one event for real, and shows what went out and what came back. */
export function DestinationTest() {
  const { destinationId } = route.useParams()
  const [type, setType] = useState<SampleType>('track')
  const [text, setText] = useState(() => sampleText('track'))
  const [problem, setProblem] = useState<string>()
  const queryClient = useQueryClient()
  const { mutate, data, error, isPending } = useMutation({
    meta: { showsError: true },
    mutationFn: (event: Record<string, unknown>) => testDestination(destinationId, event),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['checklist'] }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const parsed = parseEvent(text)
    setProblem(parsed.ok ? undefined : parsed.problem)
    if (parsed.ok) mutate(parsed.event)
  }
  const choose = (next: string) => {
    // One of the items below.
    setType(next as SampleType)
    setText(sampleText(next as SampleType))
    setProblem(undefined)
  }
  return (
    <div className="grid items-start gap-6 lg:grid-cols-2">
      <form onSubmit={submit}>
        <Card>
          <CardHeader>
            <div>
              <CardTitle>Send a test event</CardTitle>
              <CardDescription>
                It is really sent, even while the destination is disabled, and counts nowhere.
              </CardDescription>
            </div>
          </CardHeader>
          <CardContent className="grid gap-4">
            <Select value={type} onValueChange={choose}>
              <Field label="Sample">
                <SelectTrigger>
                  <SelectValue />
                </SelectTrigger>
              </Field>
              <SelectContent>
                {SAMPLE_TYPES.map((one) => (
                  <SelectItem key={one} value={one}>
                    {one}
                  </SelectItem>
                ))}
              </SelectContent>
            </Select>
            <Field label="Event" error={problem}>
              <Textarea
                spellCheck={false}
                rows={14}
                className="font-mono text-[0.8125rem] leading-relaxed"
                value={text}
                onChange={(event) => setText(event.currentTarget.value)}
              />
            </Field>
          </CardContent>
          <CardFooter>
            <Button type="submit" busy={isPending}>
              {!isPending && <Send aria-hidden="true" />}
              Send test event
            </Button>
          </CardFooter>
        </Card>
      </form>
      <div className="grid min-w-0 gap-4" aria-live="polite" aria-busy={isPending}>
        {isPending ? (
          <Skeleton className="h-64 w-full" />
        ) : error ? (
          <Notice tone="error">{error.message}</Notice>
        ) : data !== undefined ? (
          <TestResult result={data} />
        ) : (
          <p className="rounded-lg border border-dashed px-5 py-14 text-center text-sm text-muted-foreground">
            The request and the answer will be shown here.
          </p>
        )}
      </div>
    </div>
  )
}
