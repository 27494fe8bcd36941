import { Terminal } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { formatCount } from '../format/format-count.ts'
import { type HttpRequest, toCurl } from '../format/to-curl.ts'
import { CodeBlock } from './code-block.tsx'
import { CopyButton } from './copy-button.tsx'
import { Notice } from './notice.tsx'
import { Badge } from './ui/badge.tsx'
import { Button } from './ui/button.tsx'

interface HalfProps {
  heading: 'h3' | 'h4'
  /** Which of several on a page it is, for those who hear its name only: "of attempt 2". */
  of?: string
}

export interface SentRequestProps extends HalfProps {
  request: HttpRequest
  mark?: ReactNode
}

/** A request exactly as it went out. */
export function SentRequest({ request, mark, heading, of = '' }: SentRequestProps) {
  const { method, url, headers, body } = request
  return (
    <Half
      heading={heading}
      title="Request"
      aside={
        <span className="flex flex-wrap items-center gap-2">
          {mark}
          <CopyButton
            text={toCurl(request)}
            what={`request ${of} as a curl command`.replace(/ {2,}/, ' ')}
            label="Copy as curl"
            icon={Terminal}
            variant="ghost"
            className="h-7 px-2 text-xs"
          />
        </span>
      }
    >
      <p className="font-mono text-[0.8125rem] wrap-anywhere">
        <strong className="font-semibold">{method}</strong> {url}
      </p>
      <Headers headers={headers} />
      <Body title="Request body" text={body} what={`request body ${of}`.trim()} />
    </Half>
  )
}

export interface GotResponse {
  status: number
  headers: Readonly<Record<string, string>>
  body: string
}

export interface ReceivedResponseProps extends HalfProps {
  response: GotResponse | null
  /** Why there is none. */
  error: string
  latencyMs: number
}

/** What came back, or why nothing did. */
export function ReceivedResponse(props: ReceivedResponseProps) {
  const { response, error, latencyMs, heading, of = '' } = props
  return (
    <Half
      heading={heading}
      title="Response"
      aside={
        <span className="text-[0.8125rem] text-muted-foreground tabular-nums">
          {formatCount(Math.round(latencyMs))} ms
        </span>
      }
    >
      {response === null ? (
        <Notice tone="error">{error || 'No answer came.'}</Notice>
      ) : (
        <>
          <p>
            <StatusBadge status={response.status} />
          </p>
          <Headers headers={response.headers} />
          <Body title="Response body" text={response.body} what={`response body ${of}`.trim()} />
        </>
      )}
    </Half>
  )
}

export function StatusBadge({ status }: { status: number }) {
  return <Badge tone={status < 400 ? 'success' : 'destructive'}>{status}</Badge>
}

function Half(
  props: Pick<HalfProps, 'heading'> & { title: string; aside: ReactNode; children: ReactNode },
) {
  const { heading: Heading, title, aside, children } = props
  return (
    <div className="grid min-w-0 gap-2.5">
      <div className="flex min-h-7 flex-wrap items-center justify-between gap-x-3">
        <Heading className="text-sm font-semibold">{title}</Heading>
        {aside}
      </div>
      {children}
    </div>
  )
}

function Headers({ headers }: { headers: Readonly<Record<string, string>> }) {
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

/** As it is easy to read, or byte for byte. */
export function Body({ text, title, what }: { text: string; title: string; what: string }) {
  const [isRaw, setRaw] = useState(false)
  if (text === '') return <p className="text-[0.8125rem] text-muted-foreground">It had no body.</p>
  const easy = indented(text)
  return (
    <div className="grid min-w-0 justify-items-end gap-1">
      <CodeBlock code={isRaw ? text : easy} title={title} what={what} className="w-full" />
      {easy !== text && (
        <Button variant="link" size="inline" className="text-xs" onClick={() => setRaw(!isRaw)}>
          {isRaw ? 'Indent it' : 'Show it as it was sent'}
        </Button>
      )}
    </div>
  )
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
