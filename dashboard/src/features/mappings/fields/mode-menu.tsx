import { ChevronDown } from 'lucide-react'
import { Button } from '../../../components/ui/button.tsx'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuTrigger,
} from '../../../components/ui/dropdown-menu.tsx'
import type { ValueKind } from '../model/mapped-value.ts'
import { MODE_GROUPS, MODES } from '../model/modes.ts'

export interface ModeMenuProps {
  name: string
  mode: ValueKind
  offered: readonly ValueKind[]
  onChange: (mode: ValueKind) => void
}

/** How the value is given. A menu, not a select: a form has a hundred of them, and its items are there only while it is open. */
export function ModeMenu({ name, mode, offered, onChange }: ModeMenuProps) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button
          variant="secondary"
          aria-label={`${name}: ${MODES[mode].label}, change`}
          className="w-full justify-between px-3 text-[0.8125rem] font-normal"
        >
          <span className="truncate">{MODES[mode].label}</span>
          <ChevronDown className="text-muted-foreground" aria-hidden="true" />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" className="min-w-56">
        <DropdownMenuRadioGroup
          value={mode}
          // Its items are these kinds.
          onValueChange={(next) => onChange(next as ValueKind)}
        >
          {MODE_GROUPS.map((group) => {
            const kinds = offered.filter((kind) => MODES[kind].group === group)
            if (kinds.length === 0) return null
            return (
              <div key={group}>
                <DropdownMenuLabel>{group}</DropdownMenuLabel>
                {kinds.map((kind) => (
                  <DropdownMenuRadioItem key={kind} value={kind}>
                    {MODES[kind].label}
                  </DropdownMenuRadioItem>
                ))}
              </div>
            )
          })}
        </DropdownMenuRadioGroup>
      </DropdownMenuContent>
    </DropdownMenu>
  )
}
