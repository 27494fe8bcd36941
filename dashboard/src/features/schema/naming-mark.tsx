import { SpellCheck } from 'lucide-react'
import type { NamingHint } from '../../api/schema.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Popover, PopoverContent, PopoverTrigger } from '../../components/ui/popover.tsx'

export const PROBLEM_NAMES: Record<NamingHint['problem'], string> = {
  near_duplicate: 'Nearly the same as another',
  dynamic_name: 'A value in the name',
  not_object_action: 'Not Object Action',
  not_snake_case: 'Not snake_case',
}

/** Says that a name breaks a convention; which, and what would keep to it, when it is pressed. */
export function NamingMark({ name, hints }: { name: string; hints: readonly NamingHint[] }) {
  if (hints.length === 0) return null
  return (
    <Popover>
      <PopoverTrigger
        aria-label={`Naming hint for ${name}`}
        className="relative z-1 inline-grid size-6 shrink-0 place-items-center rounded-md bg-warning-soft align-middle text-warning hover:outline hover:outline-warning"
      >
        <SpellCheck className="size-3.5" aria-hidden="true" />
      </PopoverTrigger>
      <PopoverContent className="w-80 max-w-[calc(100vw-1rem)] p-4" aria-label="Naming hints">
        <HintList hints={hints} />
      </PopoverContent>
    </Popover>
  )
}

export function HintList({ hints }: { hints: readonly NamingHint[] }) {
  return (
    <ul className="grid gap-3 text-sm">
      {hints.map((hint) => (
        <li key={`${hint.problem} ${hint.suggestion}`}>
          <p className="font-medium">{PROBLEM_NAMES[hint.problem]}</p>
          <p className="mt-0.5 text-[0.8125rem] text-muted-foreground wrap-anywhere">
            {hint.message}
          </p>
          {hint.suggestion !== '' && <Suggestion hint={hint} />}
        </li>
      ))}
    </ul>
  )
}

function Suggestion({ hint: { problem, suggestion } }: { hint: NamingHint }) {
  return (
    <p className="mt-2 flex items-center gap-2">
      <span className="min-w-0 text-[0.8125rem] text-muted-foreground">
        {problem === 'near_duplicate' ? 'See also' : 'Better'}{' '}
        <code className="rounded-sm bg-muted px-1.5 py-0.5 font-mono text-xs text-foreground wrap-anywhere">
          {suggestion}
        </code>
      </span>
      {problem !== 'near_duplicate' && <CopyButton text={suggestion} what="suggested name" />}
    </p>
  )
}
