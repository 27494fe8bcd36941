import { isObject } from '../format/json-object.ts'
import { CodeBlock } from './code-block.tsx'
import { EventJson } from './event-json.tsx'

/** One line of a list of what is known about a delivery. */
export function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt className="text-muted-foreground">{name}</dt>
      <dd className="wrap-anywhere">{value}</dd>
    </>
  )
}

/** The event of a delivery, where the delivery's log still has it. */
export function DeliveredEvent({ event, openLevels }: { event: unknown; openLevels: number }) {
  if (event === null || event === undefined) {
    return (
      <p className="text-[0.8125rem] text-muted-foreground">
        It is not kept here any more; the archive has it.
      </p>
    )
  }
  if (isObject(event))
    return <EventJson value={event} openLevels={openLevels} className="bg-card" />
  return <CodeBlock code={JSON.stringify(event)} what="event" className="bg-card" />
}

/** What a person calls the event; undefined where it has no name of its own. */
export function nameOfEvent(event: unknown): string | undefined {
  if (!isObject(event)) return undefined
  const name = event.event ?? event.name
  return typeof name === 'string' && name !== '' ? name : undefined
}
