import { type FormEvent, useState } from 'react'
import type { DestinationAnswer } from '../../api/destination-details.ts'
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
import { Input } from '../../components/ui/input.tsx'
import { toast } from '../../components/ui/toast.tsx'
import { useDestinationEdit } from './use-destination-edit.ts'

const MAX_CONCURRENCY = 64
const MAX_RETRY_HOURS = 72

/** How fast and how long deliveries are tried. */
export function PaceForm({ destination: { id, delivery } }: { destination: DestinationAnswer }) {
  const [concurrency, setConcurrency] = useState(String(delivery.concurrency))
  const [retryHours, setRetryHours] = useState(String(delivery.retryWindowHours))
  const [rate, setRate] = useState(
    delivery.rateLimitPerS === 0 ? '' : String(delivery.rateLimitPerS),
  )
  const { mutate, error, isPending } = useDestinationEdit(id, { showsError: true })
  const edited = {
    concurrency: Number(concurrency),
    retryWindowHours: Number(retryHours),
    rateLimitPerS: Number(rate || 0),
  }
  const isChanged =
    edited.concurrency !== delivery.concurrency ||
    edited.retryWindowHours !== delivery.retryWindowHours ||
    edited.rateLimitPerS !== delivery.rateLimitPerS
  const submit = (event: FormEvent) => {
    event.preventDefault()
    mutate({ delivery: edited }, { onSuccess: () => toast.success('The pace is saved.') })
  }
  const fields = error?.fields ?? {}
  return (
    <form onSubmit={submit}>
      <Card>
        <CardHeader>
          <div>
            <CardTitle>Pace and retries</CardTitle>
            <CardDescription>Holds from the next attempt on.</CardDescription>
          </div>
        </CardHeader>
        <CardContent className="grid gap-5 sm:grid-cols-3">
          {error && Object.keys(fields).length === 0 && (
            <Notice tone="error" className="sm:col-span-3">
              {error.message}
            </Notice>
          )}
          <Field
            label="Attempts at once"
            hint={`1 to ${MAX_CONCURRENCY}.`}
            error={fields['delivery.concurrency']}
          >
            <Input
              type="number"
              required
              min={1}
              max={MAX_CONCURRENCY}
              step={1}
              value={concurrency}
              onChange={(event) => setConcurrency(event.currentTarget.value)}
            />
          </Field>
          <Field
            label="Hours of retries"
            hint={`After the first attempt; at most ${MAX_RETRY_HOURS}.`}
            error={fields['delivery.retryWindowHours']}
          >
            <Input
              type="number"
              required
              min={0}
              max={MAX_RETRY_HOURS}
              step="any"
              value={retryHours}
              onChange={(event) => setRetryHours(event.currentTarget.value)}
            />
          </Field>
          <Field
            label="Events per second"
            hint="Empty: no limit."
            error={fields['delivery.rateLimitPerS']}
          >
            <Input
              type="number"
              min={0}
              step="any"
              placeholder="No limit"
              value={rate}
              onChange={(event) => setRate(event.currentTarget.value)}
            />
          </Field>
        </CardContent>
        <CardFooter>
          <Button type="submit" busy={isPending} disabled={!isChanged}>
            Save pace
          </Button>
        </CardFooter>
      </Card>
    </form>
  )
}
