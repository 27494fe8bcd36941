import { CircleCheck } from 'lucide-react'
import { type ReactNode, useMemo } from 'react'
import type { SchemaKind } from '../../api/schema.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { Button } from '../../components/ui/button.tsx'
import {
  Dialog,
  DialogDescription,
  DialogHeader,
  DialogTitle,
  SheetContent,
} from '../../components/ui/dialog.tsx'
import { formatCount } from '../../format/format-count.ts'
import { type BrokenName, type NamedItem, namingReport } from './naming-groups.ts'
import { PROBLEM_NAMES } from './naming-mark.tsx'
import { isTraitKind } from './wording.tsx'

export interface NamingPanelProps {
  kind: SchemaKind
  items: readonly NamedItem[]
  open: boolean
  onClose: () => void
  /** Leads to a name on the page. */
  onShow: (name: string) => void
}

const EXPLANATIONS = {
  not_object_action:
    'Events read best as what was done to what, in the past tense: Order Completed. One pattern makes them easy to find and to guess.',
  not_snake_case:
    'Properties and traits read best in small letters with underscores: order_id. Destinations and warehouses keep that as it is.',
  dynamic_name:
    'An id, a date or a name inside the name makes a new entry for each value. Put the value into a property, and give the event one name.',
} as const

/** Above so many of one kind the rest is left to the list's own filter. */
const MAX_LISTED = 100

/** Every name that breaks a convention, and groups of names that mean the same. */
export function NamingPanel({ kind, items, open, onClose, onShow }: NamingPanelProps) {
  const report = useMemo(() => namingReport(items), [items])
  const { duplicates, broken, total } = report
  const what =
    kind === 'track' ? 'event names' : `names of ${isTraitKind(kind) ? 'traits' : 'properties'}`
  return (
    <Dialog open={open} onOpenChange={(next) => !next && onClose()}>
      <SheetContent side="right">
        <DialogHeader className="border-b px-5 py-4 pr-14">
          <DialogTitle>Naming</DialogTitle>
          <DialogDescription>
            {total === 0
              ? 'These are hints. They never change or block anything.'
              : `${formatCount(total)} of ${formatCount(items.length)} ${what} could be better. These are hints: they never change or block anything.`}
          </DialogDescription>
        </DialogHeader>
        <div className="grid gap-7 px-5 py-5">
          {total === 0 && (
            <EmptyState icon={CircleCheck} title="Every name keeps to the conventions">
              Events as Object Action, properties and traits in snake_case, no values in names, and
              no two names for one thing.
            </EmptyState>
          )}
          {duplicates.length > 0 && (
            <Section
              title={`Nearly the same (${formatCount(duplicates.length)})`}
              text="Names that differ in spelling only. Tools take them for different things, so counts are split among them: keep one, and mend the senders of the others."
            >
              {duplicates.slice(0, MAX_LISTED).map((group) => (
                <li key={group[0]?.name} className="rounded-md border">
                  <ul className="divide-y">
                    {group.map((item, index) => (
                      <NameLine
                        key={item.name}
                        item={item}
                        onShow={onShow}
                        note={index === 0 && isUsedMost(group) ? 'used most' : undefined}
                      />
                    ))}
                  </ul>
                </li>
              ))}
            </Section>
          )}
          <BrokenSection problem="dynamic_name" names={broken.dynamic_name} onShow={onShow} />
          <BrokenSection
            problem="not_object_action"
            names={broken.not_object_action}
            onShow={onShow}
          />
          <BrokenSection problem="not_snake_case" names={broken.not_snake_case} onShow={onShow} />
        </div>
      </SheetContent>
    </Dialog>
  )
}

const isUsedMost = ([first, second]: readonly NamedItem[]): boolean =>
  first !== undefined && second !== undefined && usesOf(first) > usesOf(second)

const usesOf = ({ allowed, blocked }: NamedItem): number => allowed + blocked

function Section({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="text-sm font-semibold">{title}</h3>
      <p className="mt-1 text-[0.8125rem] text-muted-foreground">{text}</p>
      <ul className="mt-3 grid gap-2">{children}</ul>
    </section>
  )
}

interface BrokenSectionProps {
  problem: keyof typeof EXPLANATIONS
  names: readonly BrokenName[]
  onShow: (name: string) => void
}

function BrokenSection({ problem, names, onShow }: BrokenSectionProps) {
  if (names.length === 0) return null
  return (
    <Section
      title={`${PROBLEM_NAMES[problem]} (${formatCount(names.length)})`}
      text={EXPLANATIONS[problem]}
    >
      <li className="rounded-md border">
        <ul className="divide-y">
          {names.slice(0, MAX_LISTED).map(({ item, hint }) => (
            <NameLine
              key={item.name}
              item={item}
              onShow={onShow}
              {...(hint.suggestion !== '' && { better: hint.suggestion })}
            />
          ))}
        </ul>
        {names.length > MAX_LISTED && (
          <p className="border-t px-3.5 py-2 text-[0.8125rem] text-muted-foreground">
            And {formatCount(names.length - MAX_LISTED)} more: the filter With naming hints lists
            all.
          </p>
        )}
      </li>
    </Section>
  )
}

interface NameLineProps {
  item: NamedItem
  onShow: (name: string) => void
  better?: string
  note?: string | undefined
}

function NameLine({ item, onShow, better, note }: NameLineProps) {
  return (
    <li className="flex items-start justify-between gap-4 px-3.5 py-2 text-sm">
      <span className="min-w-0">
        <Button
          variant="link"
          size="inline"
          className="justify-start text-left whitespace-normal wrap-anywhere"
          onClick={() => onShow(item.name)}
        >
          {item.name}
        </Button>
        {better !== undefined && (
          <span className="block text-[0.8125rem] text-muted-foreground wrap-anywhere">
            Better <code className="font-mono text-xs text-foreground">{better}</code>
          </span>
        )}
      </span>
      <span className="shrink-0 text-right text-[0.8125rem] text-muted-foreground tabular-nums">
        {formatCount(item.allowed + item.blocked)}
        {note !== undefined && <span className="block text-xs">{note}</span>}
      </span>
    </li>
  )
}
