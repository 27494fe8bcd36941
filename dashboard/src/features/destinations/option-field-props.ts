import type { CatalogOption } from '../../api/catalog.ts'

/** What the editor of one setting is given, whatever its type. */
export interface OptionFieldProps {
  kind: string
  option: CatalogOption
  value: unknown
  /** By field as the API names it: `settings.hooks.0.hook`. */
  errors: Readonly<Record<string, string>>
  onChange: (value: unknown) => void
  /** Takes back the replacement of a stored secret. */
  onKeep?: () => void
}
