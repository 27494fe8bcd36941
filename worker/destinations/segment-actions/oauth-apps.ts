import type { OAuthDetail } from '../../domain/catalog/destination-detail.ts'

/**
 * Where a partner asks its user for consent, and where it hands out tokens, as its public documentation
 * says. What a destination is missing here takes a pasted token.
 */
export const OAUTH_APPS: Readonly<Record<string, OAuthDetail>> = {}
