import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { LiveEvent } from '../../api/live.ts'
import { type SourceAnswer, sourceSetupQuery } from '../../api/source-details.ts'
import { contentOf } from '../../components/event-words.ts'
import { FilterSelect } from '../../components/filter-select.tsx'
import { CodeView } from './code-view.tsx'
import {
  chooseLanguage,
  LANGUAGE_IDS,
  LANGUAGES,
  type LanguageId,
  prettyCall,
} from './pretty/pretty.ts'

const OPTIONS = LANGUAGE_IDS.map((value) => ({ value, name: LANGUAGES[value].name }))

/** The call as it was made, in the syntax of its library, or of another that the reader knows better. */
export function PrettyView({ event, source }: { event: LiveEvent; source: SourceAnswer }) {
  const [chosen, setChosen] = useState<LanguageId>()
  const content = contentOf(event)
  const own = chooseLanguage(content, source.metadata.slug)
  const language = chosen ?? own
  const [writeKey = ''] = source.writeKeys
  const { data: setup } = useQuery({
    ...sourceSetupQuery(source.id),
    enabled: writeKey !== '' && language === 'http-api',
  })
  const code = prettyCall(content, language, {
    origin: setup?.origin ?? location.origin,
    writeKey: setup?.writeKey ?? (writeKey || 'WRITE_KEY'),
  })
  if (content === null) return <NoContent event={event} />
  if (code === null) {
    return (
      <p className="text-sm text-muted-foreground">This is none of the six calls; see it raw.</p>
    )
  }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <CodeView code={code} title={LANGUAGES[language].name} what="call" />
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-[0.8125rem] text-muted-foreground">
          What the library adds by itself is under Raw.
        </p>
        <FilterSelect
          label="Write it as in"
          all={`As sent: ${LANGUAGES[own].name}`}
          value={chosen}
          options={OPTIONS}
          // One of the options above.
          onChange={(next) => setChosen(next as LanguageId | undefined)}
        />
      </div>
    </div>
  )
}

export function NoContent({ event }: { event: LiveEvent }) {
  return (
    <p className="text-sm text-muted-foreground">
      {event.state === 'rejected'
        ? 'A call that is refused is counted and explained, but not kept.'
        : 'The event itself is not held here. Its trace may have it.'}
    </p>
  )
}
