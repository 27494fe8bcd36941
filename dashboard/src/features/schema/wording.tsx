import type { SchemaChange, SchemaKind } from '../../api/schema.ts'
import type { ConfirmRequest } from '../../components/confirm.tsx'
import { formatCount } from '../../format/format-count.ts'

export const KINDS: readonly SchemaKind[] = ['track', 'identify', 'group', 'page', 'screen']

export const KIND_NAMES: Record<SchemaKind, string> = {
  track: 'Track',
  identify: 'Identify',
  group: 'Group',
  page: 'Page',
  screen: 'Screen',
}

export const PERIOD_NAMES = {
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
} as const

/** Kinds whose rows are fields of calls, and whose fields have switches. */
export const isTraitKind = (kind: SchemaKind): kind is 'identify' | 'group' =>
  kind === 'identify' || kind === 'group'

/** "“Order Completed”", "3 events", "Page calls", "2 traits". */
export function subjectOf(kind: SchemaKind, names: readonly string[]): string {
  if (kind === 'page' || kind === 'screen') return `${KIND_NAMES[kind]} calls`
  if (names.length === 1) return `“${names[0]}”`
  return `${formatCount(names.length)} ${isTraitKind(kind) ? 'traits' : 'events'}`
}

export const isAre = (kind: SchemaKind, names: readonly string[]): 'is' | 'are' =>
  names.length > 1 || kind === 'page' || kind === 'screen' ? 'are' : 'is'

export function changeOf(kind: SchemaKind, name: string, allowed: boolean): SchemaChange {
  switch (kind) {
    case 'track':
      return { control: 'event', name, allowed }
    case 'page':
    case 'screen':
      return { control: kind, allowed }
    case 'identify':
    case 'group':
      return { control: 'trait', kind, path: name, allowed }
    default:
      return kind satisfies never
  }
}

/** What blocking means, before it is done. */
export function blockQuestion(kind: SchemaKind, names: readonly string[]): ConfirmRequest {
  const subject = subjectOf(kind, names)
  const title = `Block ${subject.startsWith('“') ? subject : subject.toLowerCase()}?`
  const one = isAre(kind, names) === 'is'
  if (isTraitKind(kind)) {
    return {
      title,
      action: one ? 'Block trait' : 'Block traits',
      destructive: true,
      description: (
        <Effects
          effects={[
            `${one ? 'It is' : 'They are'} removed from ${kind} calls for all destinations. The calls themselves still go out.`,
            `The archive keeps the calls as they came, with ${one ? 'it' : 'them'}.`,
            'This holds for calls accepted 5 seconds after you confirm, until you allow it again.',
          ]}
        />
      ),
    }
  }
  const events = kind === 'track' ? (one ? 'event' : 'events') : 'calls'
  return {
    title,
    action: `Block ${events}`,
    destructive: true,
    description: (
      <Effects
        effects={[
          `What comes in under ${kind === 'track' ? (one ? 'this name' : 'these names') : `${kind} calls`} is dropped for all destinations.`,
          'It stays in the archive, marked as blocked, and is counted here and in the books as filtered at source. Allowing it again does not send what was blocked.',
          'This holds for events accepted 5 seconds after you confirm. Senders are not told: their calls are answered as before.',
        ]}
      />
    ),
  }
}

function Effects({ effects }: { effects: readonly string[] }) {
  return (
    <ul className="grid list-disc gap-1.5 pl-4 marker:text-muted-foreground">
      {effects.map((effect) => (
        <li key={effect}>{effect}</li>
      ))}
    </ul>
  )
}
