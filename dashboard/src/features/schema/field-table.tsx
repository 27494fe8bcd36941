import { useState } from 'react'
import type { SchemaField } from '../../api/schema.ts'
import { Button } from '../../components/ui/button.tsx'
import { Checkbox } from '../../components/ui/checkbox.tsx'
import { cn } from '../../components/ui/cn.ts'
import {
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '../../components/ui/table.tsx'
import { formatCount } from '../../format/format-count.ts'
import { AllowSwitch } from './allow-switch.tsx'
import { AllowedCount, BlockedCount } from './counts.tsx'
import { FieldPath } from './field-path.tsx'
import { FieldTypes } from './field-types.tsx'
import { NamingMark } from './naming-mark.tsx'
import { Seen } from './seen.tsx'
import type { Selection } from './use-selection.ts'

/** More rows than a person reads at once; the rest comes when it is asked for. */
const SHOWN_FIRST = 100

/** For traits, which can be blocked one by one. */
export interface TraitControls {
  mayEdit: boolean
  selection: Selection
  onAllow: (path: string, allowed: boolean) => void
}

export interface FieldTableProps {
  /** "Properties of Order Completed" */
  label: string
  /** "Property", "Trait" */
  column: string
  fields: readonly SchemaField[]
  /** Events that the fields were seen in: a field's bar is its share of them. */
  of: number
  traits?: TraitControls
  className?: string
}

export function FieldTable({ label, column, fields, of, traits, className }: FieldTableProps) {
  const [all, setAll] = useState(false)
  const shown = all ? fields : fields.slice(0, SHOWN_FIRST)
  return (
    <>
      <Table label={label} stacked className={cn('sm:table-fixed sm:[&_td]:py-1.5', className)}>
        <TableHead>
          <TableRow>
            {traits?.mayEdit && (
              <TableHeader className="w-11 pr-0">
                <span className="sr-only">Selected</span>
              </TableHeader>
            )}
            <TableHeader>{column}</TableHeader>
            <TableHeader className="w-34">Types</TableHeader>
            <TableHeader className="w-33">Last seen</TableHeader>
            <TableHeader className="w-33 max-lg:hidden!">First seen</TableHeader>
            <TableHeader className="w-26">Allowed</TableHeader>
            <TableHeader className="w-22">Blocked</TableHeader>
            {traits && <TableHeader className="w-24 text-right">Allow</TableHeader>}
          </TableRow>
        </TableHead>
        <TableBody>
          {shown.map((field) => (
            <FieldRow key={field.path} field={field} column={column} of={of} traits={traits} />
          ))}
        </TableBody>
      </Table>
      {shown.length < fields.length && (
        <div className="border-t px-4 py-2.5 text-center">
          <Button variant="ghost" size="sm" onClick={() => setAll(true)}>
            Show all {formatCount(fields.length)}
          </Button>
        </div>
      )}
    </>
  )
}

interface FieldRowProps {
  field: SchemaField
  column: string
  of: number
  traits: TraitControls | undefined
}

function FieldRow({ field, column, of, traits }: FieldRowProps) {
  const { path, types, allowed, blocked, firstSeen, lastSeen, off, hints } = field
  return (
    <TableRow className={cn(off && 'bg-destructive-soft/40')}>
      {traits?.mayEdit && (
        <TableCell className="max-sm:absolute max-sm:top-2 max-sm:left-0 max-sm:w-auto sm:pr-0">
          <Checkbox
            aria-label={`Select ${path}`}
            checked={traits.selection.has(path)}
            onCheckedChange={(checked) => traits.selection.set([path], checked === true)}
          />
        </TableCell>
      )}
      <TableCell className={cn(traits && 'max-sm:pr-20', traits?.mayEdit && 'max-sm:pl-11')}>
        <span className="flex items-center gap-2">
          <span className={cn('min-w-0', off && 'line-through decoration-muted-foreground')}>
            <FieldPath path={path} />
          </span>
          <NamingMark name={`${column.toLowerCase()} ${path}`} hints={hints} />
        </span>
      </TableCell>
      <TableCell label="Types">
        <FieldTypes types={types} />
      </TableCell>
      <TableCell label="Last seen">
        <span>
          <Seen at={lastSeen} />
        </span>
      </TableCell>
      <TableCell label="First seen" className="max-lg:hidden!">
        <span>
          <Seen at={firstSeen} />
        </span>
      </TableCell>
      <TableCell label="Allowed">
        <AllowedCount allowed={allowed} blocked={blocked} of={of} />
      </TableCell>
      <TableCell label="Blocked">
        <BlockedCount count={blocked} />
      </TableCell>
      {traits && (
        <TableCell className="text-right max-sm:absolute max-sm:top-2 max-sm:right-0 max-sm:w-auto">
          <AllowSwitch
            name={path}
            off={off}
            mayEdit={traits.mayEdit}
            onChange={(allow) => traits.onAllow(path, allow)}
          />
        </TableCell>
      )}
    </TableRow>
  )
}
