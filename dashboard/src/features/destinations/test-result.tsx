import type { DestinationTestAnswer } from '../../api/destination-details.ts'
import { ReceivedResponse, SentRequest } from '../../components/http-exchange.tsx'
import { Notice } from '../../components/notice.tsx'
import { Card, CardContent } from '../../components/ui/card.tsx'
import { formatCount } from '../../format/format-count.ts'

/** Exactly what went out and what came back. */
export function TestResult({ result }: { result: DestinationTestAnswer }) {
  const { requests } = result
  return (
    <>
      <Verdict result={result} />
      {requests.map((request, index) => {
        const of = requests.length === 1 ? '' : `of request ${index + 1}`
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a request has no id, two may be alike, and the list of a result is never edited: its place is what it is known by
          <Card key={index}>
            <CardContent className="grid grid-cols-[minmax(0,1fr)] gap-5">
              <SentRequest heading="h3" of={of} request={request} />
              <ReceivedResponse heading="h3" of={of} {...request} />
            </CardContent>
          </Card>
        )
      })}
      {requests.length === 0 && (
        <p className="text-sm text-muted-foreground">No request was made.</p>
      )}
    </>
  )
}

export const VERDICTS = {
  delivered: { tone: 'success', word: 'Delivered', meaning: '' },
  filtered: {
    tone: 'info',
    word: 'Filtered',
    meaning: 'The destination does not want this event.',
  },
  retry: { tone: 'warning', word: 'Not taken now', meaning: 'A real event would be tried again.' },
  failed: { tone: 'error', word: 'Failed', meaning: 'A real event would land on the failed list.' },
} as const

function Verdict({
  result: { outcome, code, message, latencyMs },
}: {
  result: DestinationTestAnswer
}) {
  const { tone, word, meaning } = VERDICTS[outcome]
  const said = [code, message].filter((part) => part !== '').join(': ')
  return (
    <Notice tone={tone}>
      <strong className="font-semibold">{word}</strong> after {formatCount(Math.round(latencyMs))}{' '}
      ms
      {said !== '' && `, ${said}`}
      {meaning !== '' && <span className="block">{meaning}</span>}
    </Notice>
  )
}
