import type {
  CatalogOption,
  DestinationMetadataAnswer,
  SourceMetadata,
} from '../../worker/api/contract/catalog.ts'
import { findSourceMetadata } from '../../worker/domain/catalog/sources.ts'

export const makeSourceKind = (slug: string): SourceMetadata => {
  const kind = findSourceMetadata(slug)
  if (kind === undefined) throw new Error(`no source ${slug} in the catalog`)
  const { id, name, description, categories } = kind
  return {
    id,
    slug,
    name,
    description,
    categories: [...categories],
    logos: { default: '' },
    options: [],
    isCloudEventSource: false,
  }
}

const option = (name: string, type: string, label: string, rest: Partial<CatalogOption> = {}) => ({
  name,
  type,
  label,
  required: false,
  description: '',
  ...rest,
})

export const makeDestinationKind = (
  overrides: Partial<DestinationMetadataAnswer> = {},
): DestinationMetadataAnswer => ({
  id: 'webhooks',
  name: 'Webhooks',
  slug: 'webhooks',
  description: 'Posts each event, or arrays of events, as JSON to URLs of your own.',
  logos: { default: '' },
  options: [
    option('hooks', 'array', 'Webhook URLs', { required: true, secret: true, namesHost: true }),
    option('sharedSecret', 'password', 'Shared secret', {
      secret: true,
      defaultValue: '',
      description: 'When set, requests carry x-signature, the hex HMAC-SHA1 of what was sent.',
    }),
    option('batch', 'boolean', 'Batch', {
      defaultValue: false,
      description: 'Send JSON arrays of up to 1,000 events instead of one event a request.',
    }),
    option('timeoutMs', 'number', 'Timeout', {
      defaultValue: 5000,
      description: 'Milliseconds to wait for an answer, 100 to 20,000.',
    }),
  ],
  status: 'PUBLIC',
  previousNames: [],
  categories: ['Raw Data'],
  website: '',
  components: [],
  supportedFeatures: {
    cloudModeInstances: 'MULTIPLE',
    deviceModeInstances: 'NONE',
    replay: false,
    browserUnbundling: false,
    browserUnbundlingPublic: false,
  },
  supportedMethods: { pageview: true, identify: true, alias: true, track: true, group: true },
  supportedPlatforms: {
    browser: true,
    server: true,
    mobile: true,
    warehouse: false,
    cloudAppObject: false,
  },
  actions: [],
  presets: [],
  partnerOwned: false,
  ...overrides,
})

const CATEGORIES = ['Advertising', 'Analytics', 'CRM', 'Email Marketing', 'Livechat', 'Raw Data']

/** A catalog as large as it may become. */
export const largeCatalog = (): DestinationMetadataAnswer[] => [
  makeDestinationKind(),
  ...Array.from({ length: 199 }, (_, index) =>
    makeDestinationKind({
      id: `kind-${index}`,
      slug: `kind-${index}`,
      name: `${CATEGORIES[index % 6]} tool ${index + 1}`,
      description: 'Takes what happened and does something useful with it, now or a little later.',
      categories: [CATEGORIES[index % 6] ?? 'Analytics'],
    }),
  ),
]
