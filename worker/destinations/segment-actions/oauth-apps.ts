import type { OAuthDetail } from '../../domain/catalog/destination-detail.ts'

/** Google gives a refresh token only when asked for one, and again only with consent. */
const GOOGLE = {
  authorizeUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
  tokenUrl: 'https://oauth2.googleapis.com/token',
  authorizeParams: { access_type: 'offline', prompt: 'consent' },
}
const SALESFORCE = {
  authorizeUrl: 'https://login.salesforce.com/services/oauth2/authorize',
  tokenUrl: 'https://login.salesforce.com/services/oauth2/token',
}
const LINKEDIN = {
  authorizeUrl: 'https://www.linkedin.com/oauth/v2/authorization',
  tokenUrl: 'https://www.linkedin.com/oauth/v2/accessToken',
}
const SNAP = {
  authorizeUrl: 'https://accounts.snapchat.com/login/oauth2/authorize',
  tokenUrl: 'https://accounts.snapchat.com/login/oauth2/access_token',
}
const AMAZON = {
  authorizeUrl: 'https://www.amazon.com/ap/oa',
  tokenUrl: 'https://api.amazon.com/auth/o2/token',
}

/**
 * Where a partner asks its user for consent, and where it hands out tokens, as its public documentation
 * says. Who runs this deployment registers an app there and gives its id and secret as settings. What is
 * missing here takes a pasted token, or asks for none: seven of the 32 use credentials of the client
 * alone, which upstream exchanges itself.
 */
export const OAUTH_APPS: Readonly<Record<string, OAuthDetail>> = {
  'actions-pardot': { ...SALESFORCE, scopes: ['pardot_api', 'refresh_token'] },
  'amazon-amc': { ...AMAZON, scopes: ['advertising::audiences'] },
  'amazon-conversions-api': { ...AMAZON, scopes: ['advertising::campaign_management'] },
  attio: {
    authorizeUrl: 'https://app.attio.com/authorize',
    tokenUrl: 'https://app.attio.com/oauth/token',
    scopes: [],
  },
  'blackbaud-raisers-edge-nxt': {
    authorizeUrl: 'https://app.blackbaud.com/oauth/authorize',
    tokenUrl: 'https://oauth2.sky.blackbaud.com/token',
    scopes: [],
  },
  'facebook-custom-audiences': {
    authorizeUrl: 'https://www.facebook.com/dialog/oauth',
    tokenUrl: 'https://graph.facebook.com/oauth/access_token',
    scopes: ['ads_management'],
  },
  'first-party-dv360': { ...GOOGLE, scopes: ['https://www.googleapis.com/auth/display-video'] },
  'google-campaign-manager-360': {
    ...GOOGLE,
    scopes: ['https://www.googleapis.com/auth/ddmconversions'],
  },
  'google-enhanced-conversions': { ...GOOGLE, scopes: ['https://www.googleapis.com/auth/adwords'] },
  'google-sheets': { ...GOOGLE, scopes: ['https://www.googleapis.com/auth/spreadsheets'] },
  hubspot: {
    authorizeUrl: 'https://app.hubspot.com/oauth/authorize',
    tokenUrl: 'https://api.hubapi.com/oauth/v1/token',
    scopes: [
      'oauth',
      'analytics.behavioral_events.send',
      'behavioral_events.event_definitions.read_write',
      'crm.lists.read',
      'crm.lists.write',
      'crm.objects.companies.read',
      'crm.objects.companies.write',
      'crm.objects.contacts.read',
      'crm.objects.contacts.write',
      'crm.schemas.companies.read',
      'crm.schemas.companies.write',
      'crm.schemas.contacts.read',
      'crm.schemas.contacts.write',
    ],
  },
  intercom: {
    authorizeUrl: 'https://app.intercom.com/oauth',
    tokenUrl: 'https://api.intercom.io/auth/eagle/token',
    scopes: [],
  },
  'linkedin-audiences': { ...LINKEDIN, scopes: ['r_ads', 'rw_dmp_segments'] },
  'linkedin-conversions': { ...LINKEDIN, scopes: ['r_ads', 'rw_conversions'] },
  'ms-bing-ads-audiences': {
    authorizeUrl: 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
    tokenUrl: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
    scopes: ['https://ads.microsoft.com/msads.manage', 'offline_access'],
  },
  'reddit-audiences': {
    authorizeUrl: 'https://www.reddit.com/api/v1/authorize',
    tokenUrl: 'https://www.reddit.com/api/v1/access_token',
    scopes: ['adsread', 'adsedit'],
    authorizeParams: { duration: 'permanent' },
  },
  salesforce: { ...SALESFORCE, scopes: ['api', 'refresh_token'] },
  'snap-audiences': { ...SNAP, scopes: ['snapchat-marketing-api'] },
  'snap-conversions-api': { ...SNAP, scopes: ['snapchat-offline-conversions-api'] },
}
