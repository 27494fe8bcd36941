import type { ReactNode } from 'react'
import type { DestinationTestAnswer } from '../../api/destination-details.ts'
import { CodeBlock } from '../../components/code-block.tsx'
import { Notice } from '../../components/notice.tsx'
import { Badge } from '../../components/ui/badge.tsx'
import { Card, CardContent } from '../../components/ui/card.tsx'
import { formatCount } from '../../format/format-count.ts'

type TestRequest = DestinationTestAnswer['requests'][number]

export function TestResult({ result }: { result: DestinationTestAnswer }) {
  return (
    <>
      <Verdict result={result} />
      {result.requests.map((request, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a request has no id, two may be alike, and the list of a result is never edited: its place is what it is known by
        <Exchange key={index} request={request} />
      ))}
      {result.requests.length === 0 && (
        <p className="text-sm text-muted-foreground">No request was made.</p>
      )}
    </>
  )
}

const VERDICTS = {
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

function Exchange({ request }: { request: TestRequest }) {
  const { method, url, headers, body, response, error } = request
  return (
    <Card>
      <CardContent className="grid gap-5">
        <Half title="Request">
          <p className="font-mono text-[0.8125rem] wrap-anywhere">
            <strong className="font-semibold">{method}</strong> {url}
          </p>
          <Headers headers={headers} />
          <CodeBlock code={pretty(body)} what="request body" />
        </Half>
        <Half title="Response">
          {response === null ? (
            <Notice tone="error">{error || 'No answer came.'}</Notice>
          ) : (
            <>
              <p>
                <Badge tone={response.status < 400 ? 'success' : 'destructive'}>
                  {response.status}
                </Badge>
              </p>
              <Headers headers={response.headers} />
              {response.body === '' ? (
                <p className="text-[0.8125rem] text-muted-foreground">It had no body.</p>
              ) : (
                <CodeBlock code={pretty(response.body)} what="response body" />
              )}
            </>
          )}
        </Half>
      </CardContent>
    </Card>
  )
}

function Half({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="grid min-w-0 gap-2.5">
      <h3 className="text-sm font-semibold">{title}</h3>
      {children}
    </section>
  )
}

function Headers({ headers }: { headers: Record<string, string> }) {
  const entries = Object.entries(headers)
  if (entries.length === 0) return null
  return (
    <details className="text-[0.8125rem]">
      <summary className="w-fit rounded-sm text-muted-foreground">
        {entries.length === 1 ? 'One header' : `${entries.length} headers`}
      </summary>
      <dl className="mt-2 grid gap-1 font-mono">
        {entries.map(([name, value]) => (
          <div key={name} className="wrap-anywhere">
            <dt className="inline text-muted-foreground">{name}: </dt>
            <dd className="inline">{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
