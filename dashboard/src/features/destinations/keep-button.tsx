import type { CatalogOption } from '../../api/catalog.ts'
import { Button } from '../../components/ui/button.tsx'

export interface KeepButtonProps {
  option: CatalogOption
  onKeep: (() => void) | undefined
}

/** Takes back the replacement of a stored secret; nothing where there was none. */
export function KeepButton({ option, onKeep }: KeepButtonProps) {
  if (onKeep === undefined) return null
  return (
    <Button variant="link" size="inline" className="text-[0.8125rem]" onClick={onKeep}>
      Keep what is stored <span className="sr-only">for {option.label}</span>
    </Button>
  )
}
