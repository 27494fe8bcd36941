import type { CatalogOption } from '../../api/catalog.ts'

/** A setting's label. Most have to be given, so the others say that they need not. */
export function OptionLabel({ option: { label, name, required } }: { option: CatalogOption }) {
  return (
    <>
      {label || name}
      {!required && <span className="font-normal text-muted-foreground"> (optional)</span>}
    </>
  )
}
