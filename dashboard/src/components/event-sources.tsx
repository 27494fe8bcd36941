import { History } from 'lucide-react'
import { useState } from 'react'
import { RecordedEventDialog } from './recorded-event-dialog.tsx'
import { SAMPLE_TYPES, type SampleType, sampleText } from './sample-events.ts'
import { Button } from './ui/button.tsx'
import { Field } from './ui/field.tsx'
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from './ui/select.tsx'
import { indent } from './use-recorded-event.ts'

export interface EventSourcesProps {
  sourceId: string
  onText: (text: string) => void
}

/** What to begin with: a sample of a type, or what the source has really sent. */
export function EventSources({ sourceId, onText }: EventSourcesProps) {
  const [type, setType] = useState<SampleType | ''>('')
  const [choosing, setChoosing] = useState(false)
  const choose = (next: string) => {
    // One of the items below.
    setType(next as SampleType)
    onText(sampleText(next as SampleType))
  }
  return (
    <div className="flex flex-wrap items-end gap-3">
      <Select value={type} onValueChange={choose}>
        <Field label="Begin with" className="flex-1 basis-40">
          <SelectTrigger>
            <SelectValue placeholder="A sample" />
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
      <Button variant="secondary" onClick={() => setChoosing(true)}>
        <History aria-hidden="true" />
        Use a recorded event
      </Button>
      {choosing && (
        <RecordedEventDialog
          sourceId={sourceId}
          onClose={() => setChoosing(false)}
          onChoose={(event) => {
            setChoosing(false)
            setType('')
            onText(indent(JSON.parse(event.json ?? '{}')))
          }}
        />
      )}
    </div>
  )
}
