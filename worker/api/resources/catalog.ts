import type * as v from 'valibot'
import type { CatalogDetail } from '../../domain/catalog/destination-detail.ts'
import {
  findSourceMetadata,
  findSourceMetadataById,
  SOURCE_CATALOG,
} from '../../domain/catalog/sources.ts'
import type { DestinationKind } from '../api-deps.ts'
import {
  type CatalogOption,
  type DestinationMetadataAnswer,
  destinationCatalogQuerySchema,
  type SourceMetadata,
} from '../contract/catalog.ts'
import { parseBody, reply, type WorkspaceEndpoint } from '../endpoint.ts'
import { notFound } from '../errors.ts'
import { replyPage } from '../reply-page.ts'
import { showAction, showPresets } from '../show-actions.ts'

type SourceKind = (typeof SOURCE_CATALOG)[number]

/** By id or slug, so that a client may name a kind by the word that people use. */
export const findSourceKind = (idOrSlug: string): SourceKind | undefined =>
  findSourceMetadataById(idOrSlug) ?? findSourceMetadata(idOrSlug)

export const findDestinationKind = (
  kinds: readonly DestinationKind[],
  idOrSlug: string,
): DestinationKind | undefined =>
  kinds.find((kind) => kind.id === idOrSlug) ?? kinds.find((kind) => kind.slug === idOrSlug)

const fits = (
  { name, slug, description, categories }: DestinationKind,
  asked: v.InferOutput<typeof destinationCatalogQuerySchema>,
): boolean => {
  if (asked.category !== undefined && !categories.includes(asked.category)) return false
  const text = [name, slug, description, ...categories].join(' ').toLowerCase()
  return asked.search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

export const catalogEndpoints: readonly WorkspaceEndpoint[] = [
  {
    method: 'GET',
    path: '/catalog/sources',
    needs: ['read', 'workspace'],
    async handle({ query }) {
      return replyPage(query, 'sourcesCatalog', SOURCE_CATALOG, showSourceKind)
    },
  },
  {
    method: 'GET',
    path: '/catalog/sources/:id',
    needs: ['read', 'workspace'],
    async handle({ params }) {
      const kind = findSourceKind(params.id ?? '')
      if (kind === undefined) return notFound('source in the catalog')
      return reply({ sourceMetadata: showSourceKind(kind) })
    },
  },
  {
    method: 'GET',
    path: '/catalog/destinations',
    needs: ['read', 'workspace'],
    async handle({ deps, query }) {
      const asked = parseBody(destinationCatalogQuerySchema, Object.fromEntries(query))
      if (!asked.ok) return asked
      const found = deps.destinationKinds.filter((kind) => fits(kind, asked.value))
      return replyPage(query, 'destinationsCatalog', found, (kind) => showDestinationKind(kind))
    },
  },
  {
    method: 'GET',
    path: '/catalog/destinations/:id',
    needs: ['read', 'workspace'],
    async handle({ deps, params }) {
      const kind = findDestinationKind(deps.destinationKinds, params.id ?? '')
      if (kind === undefined) return notFound('destination in the catalog')
      const detail = await deps.catalogDetail(kind.slug)
      return reply({
        destinationMetadata: showDestinationKind(kind, detail),
        // What has no place in upstream's shape: conditions, nested fields, sync modes.
        ...(detail !== null && { detail }),
      })
    },
  },
]

/** @param catalogSlug What a stored source names; it may have left the catalog since. */
export const showSourceKindOf = (catalogSlug: string): SourceMetadata => {
  const kind = findSourceMetadata(catalogSlug)
  if (kind !== undefined) return showSourceKind(kind)
  return {
    id: catalogSlug,
    name: catalogSlug,
    slug: catalogSlug,
    description: '',
    logos: { default: '' },
    options: [],
    categories: [],
    isCloudEventSource: false,
  }
}

const showSourceKind = (kind: SourceKind): SourceMetadata => ({
  id: kind.id,
  name: kind.name,
  slug: kind.slug,
  description: kind.description,
  logos: { default: kind.logos.default },
  options: SOURCE_OPTIONS,
  categories: [...kind.categories],
  isCloudEventSource: kind.isCloudEventSource,
})

/** Settings that every source has, as the catalog lists them. */
const SOURCE_OPTIONS: CatalogOption[] = [
  {
    name: 'serverCookie',
    type: 'boolean',
    required: false,
    label: 'Server-set cookie',
    description:
      'Set the anonymous id from the collection domain, so that browsers keep it longer.',
    defaultValue: false,
  },
  {
    name: 'deliveryStrategy',
    type: 'string',
    required: false,
    label: 'Delivery strategy',
    description: 'How the browser library sends: "standard", one request a call, or "batching".',
    defaultValue: 'standard',
  },
  {
    name: 'rateLimitPerS',
    type: 'number',
    required: false,
    label: 'Events per second',
    description:
      'Most events accepted per second and log shard; 0 means the default of the service.',
    defaultValue: 0,
  },
  {
    name: 'rateLimitAddressPerS',
    type: 'number',
    required: false,
    label: 'Events per second and address',
    description: 'The same per address of the caller; 0 means the default of the service.',
    defaultValue: 0,
  },
]

/** @param slug What a stored destination names; it may have left the catalog since. */
export const showDestinationKindOf = (
  kinds: readonly DestinationKind[],
  slug: string,
): DestinationMetadataAnswer =>
  showDestinationKind(findDestinationKind(kinds, slug) ?? unknownKind(slug))

const unknownKind = (slug: string): Omit<DestinationKind, 'settingsSchema' | 'mask'> => ({
  id: slug,
  slug,
  name: slug,
  description: '',
  website: '',
  categories: [],
  supportedTypes: [],
  settings: {},
})

function showDestinationKind(
  kind: Omit<DestinationKind, 'settingsSchema' | 'mask'>,
  detail: CatalogDetail | null = null,
): DestinationMetadataAnswer {
  const supports = (type: string) => kind.supportedTypes.includes(type)
  return {
    id: kind.id,
    name: kind.name,
    slug: kind.slug,
    description: kind.description,
    logos: { default: '' },
    options: Object.entries(kind.settings).map(([name, field]) => ({
      name,
      type: field.secret && field.type === 'string' ? 'password' : field.type,
      required: field.required,
      label: field.label,
      description: field.description,
      ...(field.default !== undefined && { defaultValue: field.default }),
      ...(field.secret && { secret: true }),
      ...(field.namesHost && { namesHost: true }),
      ...(field.choices && { choices: [...field.choices] }),
    })),
    status: 'PUBLIC',
    previousNames: [kind.name],
    categories: [...kind.categories],
    website: kind.website,
    components: [{ type: 'SERVER', code: '', owner: 'SEGMENT' }],
    supportedFeatures: {
      cloudModeInstances: 'MULTIPLE',
      deviceModeInstances: 'NONE',
      replay: false,
      browserUnbundling: false,
      browserUnbundlingPublic: false,
    },
    supportedMethods: {
      pageview: supports('page'),
      identify: supports('identify'),
      alias: supports('alias'),
      track: supports('track'),
      group: supports('group'),
    },
    supportedPlatforms: {
      browser: true,
      server: true,
      mobile: true,
      warehouse: false,
      cloudAppObject: false,
    },
    actions: detail?.actions.map((action) => showAction(detail, action)) ?? [],
    presets: detail === null ? [] : showPresets(detail),
    ...(kind.hasActions && { hasActions: true }),
    partnerOwned: false,
  }
}
