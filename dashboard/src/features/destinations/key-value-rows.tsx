import { Plus, X } from 'lucide-react'
import { Button } from '../../components/ui/button.tsx'
import { Input } from '../../components/ui/input.tsx'

export interface Pair {
  id: number
  key: string
  value: string
}

let lastId = 0
const newPair = (key = '', value = ''): Pair => {
  lastId += 1
  return { id: lastId, key, value }
}

export const toPairs = (record: unknown): Pair[] =>
  typeof record === 'object' && record !== null
    ? Object.entries(record).map(([key, value]) => newPair(key, String(value)))
    : []

/** Rows without a name are not there yet. */
export const toRecord = (pairs: readonly Pair[]): Record<string, string> =>
  Object.fromEntries(
    pairs.filter(({ key }) => key.trim() !== '').map(({ key, value }) => [key.trim(), value]),
  )

export interface KeyValueRowsProps {
  /** "header", for the button and for those who hear the fields. */
  what: string
  keyLabel: string
  pairs: readonly Pair[]
  onChange: (pairs: readonly Pair[]) => void
}

/** Names with values, as many as wanted. */
export function KeyValueRows({ what, keyLabel, pairs, onChange }: KeyValueRowsProps) {
  const change = (id: number, part: Partial<Pair>) =>
    onChange(pairs.map((pair) => (pair.id === id ? { ...pair, ...part } : pair)))
  return (
    <div className="grid gap-2">
      {pairs.map((pair, index) => (
        <div key={pair.id} className="flex gap-2">
          <Input
            aria-label={`${keyLabel} ${index + 1}, name`}
            placeholder="Name"
            autoComplete="off"
            spellCheck={false}
            value={pair.key}
            onChange={(event) => change(pair.id, { key: event.currentTarget.value })}
          />
          <Input
            aria-label={`${keyLabel} ${index + 1}, value`}
            placeholder="Value"
            autoComplete="off"
            spellCheck={false}
            value={pair.value}
            onChange={(event) => change(pair.id, { value: event.currentTarget.value })}
          />
          <Button
            variant="ghost"
            size="icon"
            aria-label={`Remove ${what} ${index + 1}`}
            onClick={() => onChange(pairs.filter(({ id }) => id !== pair.id))}
            className="text-muted-foreground"
          >
            <X aria-hidden="true" />
          </Button>
        </div>
      ))}
      <Button
        variant="ghost"
        size="sm"
        className="justify-self-start"
        onClick={() => onChange([...pairs, newPair()])}
      >
        <Plus aria-hidden="true" />
        Add {what}
      </Button>
    </div>
  )
}
