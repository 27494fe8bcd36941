import { CLIENT_SOURCES } from './client-sources.ts'
import { SERVER_SOURCES } from './server-sources.ts'
import type { SourceMetadata } from './source-metadata.ts'

/** Every kind of source, in the order in which a person meets them. */
export const SOURCE_CATALOG: readonly SourceMetadata[] = [...CLIENT_SOURCES, ...SERVER_SOURCES]

const bySlug = new Map(SOURCE_CATALOG.map((source) => [source.slug, source]))
const byId = new Map(SOURCE_CATALOG.map((source) => [source.id, source]))

export const findSourceMetadata = (slug: string): SourceMetadata | undefined => bySlug.get(slug)
export const findSourceMetadataById = (id: string): SourceMetadata | undefined => byId.get(id)
