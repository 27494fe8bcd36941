import type {
  ActionDetail,
  ActionField,
  CatalogDetail,
} from '../../worker/domain/catalog/destination-detail.ts'

export const makeField = (overrides: Partial<ActionField> = {}): ActionField => ({
  key: 'order_id',
  label: 'Order id',
  description: 'Its number in the shop.',
  type: 'string',
  required: true,
  multiple: false,
  dynamic: false,
  allowNull: false,
  additionalProperties: false,
  hidden: false,
  readOnly: false,
  collapsed: false,
  ...overrides,
})

export const makeAction = (overrides: Partial<ActionDetail> = {}): ActionDetail => ({
  slug: 'trackOrder',
  name: 'Track Order',
  description: 'Sends an order.',
  defaultTrigger: "type = 'track' and event = 'Order Completed'",
  hidden: false,
  fields: [
    makeField({ default: { '@path': '$.properties.order_id' } }),
    makeField({ key: 'total', label: 'Total', type: 'number', required: false }),
    makeField({
      key: 'products',
      label: 'Products',
      type: 'object',
      required: false,
      multiple: true,
      properties: [makeField({ key: 'sku', label: 'SKU', required: true })],
    }),
  ],
  supportsBatch: true,
  hooks: [],
  ...overrides,
})

/** An invented destination of the open-source catalog. */
export const makeCatalogDetail = (overrides: Partial<CatalogDetail> = {}): CatalogDetail => ({
  key: 'orderly',
  slug: 'actions-orderly',
  name: 'Orderly (Actions)',
  description: 'Keeps orders.',
  website: 'https://orderly.example.com',
  categories: ['Analytics'],
  kind: 'actions',
  scheme: 'custom',
  settings: [
    {
      key: 'apiKey',
      label: 'API key',
      description: 'From the settings page.',
      type: 'string',
      required: true,
      secret: true,
      namesHost: false,
    },
  ],
  actions: [
    makeAction(),
    makeAction({
      slug: 'upsertPerson',
      name: 'Upsert Person',
      defaultTrigger: "type = 'identify'",
      fields: [makeField({ key: 'user_id', default: { '@path': '$.userId' } })],
      supportsBatch: false,
      syncMode: {
        label: 'How people are kept',
        description: '',
        default: 'upsert',
        choices: [
          { value: 'add', label: 'Add' },
          { value: 'upsert', label: 'Upsert' },
        ],
      },
    }),
  ],
  presets: [
    {
      actionSlug: 'trackOrder',
      name: 'Orders',
      trigger: "type = 'track' and event = 'Order Completed'",
      mapping: { order_id: { '@path': '$.properties.order_id' } },
      type: 'automatic',
    },
    {
      actionSlug: 'upsertPerson',
      name: 'People',
      trigger: "type = 'identify'",
      mapping: { user_id: { '@path': '$.userId' }, __segment_internal_sync_mode: 'upsert' },
      type: 'automatic',
    },
    {
      actionSlug: 'trackOrder',
      name: 'Audience entered',
      trigger: "event = 'Audience Entered'",
      mapping: {},
      type: 'specificEvent',
    },
  ],
  testsCredentials: true,
  deletesUsers: false,
  ...overrides,
})
