import type { FieldType } from '../../api/schema.ts'
import { Badge } from '../../components/ui/badge.tsx'

/** What a value may be of beside another type without being a different thing. */
const COMPANIONS: Partial<Record<FieldType, FieldType>> = {
  integer: 'number',
  'date-time': 'string',
}

/** Whether values of one field are of kinds that do not go together: numbers here, texts there. */
export function isMixed(types: readonly FieldType[]): boolean {
  const kinds = new Set(
    types.filter((type) => type !== 'null').map((type) => COMPANIONS[type] ?? type),
  )
  return kinds.size > 1
}

/** The types that were seen; a marked one when they do not go together. */
export function FieldTypes({ types }: { types: readonly FieldType[] }) {
  return (
    <span className="flex flex-wrap gap-1">
      {types.map((type) => (
        <Badge key={type} tone={isMixed(types) && type !== 'null' ? 'warning' : 'neutral'}>
          {type}
        </Badge>
      ))}
      {isMixed(types) && (
        <span className="sr-only">Values of types that do not go together were seen.</span>
      )}
    </span>
  )
}
