import { useState } from 'react'
import type { ApiClient, SourceAnswer } from '../../api/client.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { SourceBooksPanel } from '../books/source-books-panel.tsx'
import { SetupText } from './setup-text.tsx'

export interface SourceSectionProps {
  client: ApiClient
  source: SourceAnswer
  /** Whether its set-up text is shown from the start. */
  setupOpen: boolean
}

/** One source: its keys, how to set it up, and what became of its events. */
export function SourceSection({ client, source, setupOpen }: SourceSectionProps) {
  // Loaded when first opened; a workspace may have many sources.
  const [opened, setOpened] = useState(setupOpen)
  return (
    <section className="card" aria-labelledby={`source-${source.id}`}>
      <div className="row">
        <div>
          <h2 id={`source-${source.id}`}>{source.name}</h2>
          <p className="note">{source.metadata.name}</p>
        </div>
        <span className={source.enabled ? 'chip good' : 'chip'}>
          {source.enabled ? 'Enabled' : 'Disabled'}
        </span>
      </div>
      {!source.enabled && (
        <p className="note">Its events are answered and counted as failed on ingest, not kept.</p>
      )}
      <h3>Write key</h3>
      <WriteKeys keys={source.writeKeys} />
      <h3>Last 24 hours</h3>
      <SourceBooksPanel client={client} sourceId={source.id} />
      <details open={setupOpen} onToggle={(event) => event.currentTarget.open && setOpened(true)}>
        <summary>Set-up</summary>
        {opened && <SetupText client={client} sourceId={source.id} />}
      </details>
    </section>
  )
}

function WriteKeys({ keys }: { keys: string[] }) {
  if (keys.length === 0) {
    return <p className="note">None that this token may see.</p>
  }
  return (
    <ul className="plain">
      {keys.map((key) => (
        <li key={key} className="key">
          <code>{key}</code>
          <CopyButton text={key} what="write key" />
        </li>
      ))}
    </ul>
  )
}
