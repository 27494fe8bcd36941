import type {
  ActionDetail,
  ActionField,
  CatalogDetail,
} from '../domain/catalog/destination-detail.ts'
import type { DestinationMetadataAnswer } from './contract/catalog.ts'

type ActionAnswer = DestinationMetadataAnswer['actions'][number]
type FieldAnswer = ActionAnswer['fields'][number]

export const actionIdOf = (destinationSlug: string, actionSlug: string): string =>
  `${destinationSlug}:${actionSlug}`

/** An action of the catalog in the shape of the upstream API, which knows no nested fields. */
export function showAction({ slug }: CatalogDetail, action: ActionDetail): ActionAnswer {
  const id = actionIdOf(slug, action.slug)
  return {
    id,
    slug: action.slug,
    name: action.name,
    description: action.description,
    platform: 'CLOUD',
    hidden: action.hidden,
    defaultTrigger: action.defaultTrigger === '' ? null : action.defaultTrigger,
    fields: action.fields.map((field, sortOrder) => ({
      id: `${id}:${field.key}`,
      sortOrder,
      ...showField(field),
    })),
  }
}

const showField = (field: ActionField): Omit<FieldAnswer, 'id' | 'sortOrder'> => ({
  fieldKey: field.key,
  label: field.label,
  type: field.type.toUpperCase() as FieldAnswer['type'],
  description: field.description,
  ...(field.placeholder !== undefined && { placeholder: field.placeholder }),
  ...(field.default !== undefined && { defaultValue: field.default }),
  required: field.required === true,
  multiple: field.multiple,
  ...(field.choices && {
    choices: field.choices.map(({ label, value }) => ({ label, value })),
  }),
  dynamic: field.dynamic,
  allowNull: field.allowNull,
})

/** The automatic ones: the others belong to features that are not here. */
export const showPresets = (detail: CatalogDetail): DestinationMetadataAnswer['presets'] =>
  detail.presets
    .filter(({ type }) => type === 'automatic')
    .map(({ actionSlug, name, mapping, trigger }) => ({
      actionId: actionIdOf(detail.slug, actionSlug),
      name,
      fields: mapping,
      trigger,
    }))
