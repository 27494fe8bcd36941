/** A setting in place of a secret that upstream reads from the environment of its own servers. */
export interface OperatorSecret {
  label: string
  description: string
  required: boolean
  /** Names that the definition reads it by. */
  env: readonly string[]
}

interface OperatorSecrets {
  settings?: Readonly<Record<string, OperatorSecret>>
  /** The OAuth app's own credentials, where the definition reads them from the environment too. */
  clientId?: string
  clientSecret?: string
}

/** Key -> what Segment keeps on its servers for that destination. */
export const OPERATOR_SECRETS: Readonly<Record<string, OperatorSecrets>> = {
  'amazon-amc': {
    clientId: 'ACTIONS_AMAZON_AMC_CLIENT_ID',
    clientSecret: 'ACTIONS_AMAZON_AMC_CLIENT_SECRET',
  },
  'amazon-conversions-api': {
    clientId: 'ACTIONS_AMAZON_CONVERSIONS_API_CLIENT_ID',
    clientSecret: 'ACTIONS_AMAZON_CONVERSIONS_API_CLIENT_SECRET',
  },
  apolloio: {
    settings: {
      partnerHeaderSecret: {
        label: 'Partner header secret',
        description: 'Agreed with Apollo for this integration.',
        required: false,
        env: ['ACTIONS_APOLLOIO_HEADER_SECRET'],
      },
    },
  },
  'braze-cohorts': {
    settings: {
      partnerApiKey: {
        label: 'Partner API key',
        description: 'Given by Braze to partners that import cohorts.',
        required: true,
        env: ['BRAZE_COHORTS_PARTNER_API_KEY_US', 'BRAZE_COHORTS_PARTNER_API_KEY_EU'],
      },
    },
  },
  'dotdigital-audiences': {
    settings: {
      partnerSecret: {
        label: 'Partner secret',
        description: 'Given by Dotdigital to partners.',
        required: true,
        env: ['DOTDIGITAL_AUDIENCES_PARTNER_SECRET'],
      },
    },
  },
  'dynamic-yield-audiences': {
    settings: {
      clientSecret: {
        label: 'Client secret',
        description: 'Secret of the partner app, for the data center of the account.',
        required: true,
        env: [
          'ACTIONS_DYNAMIC_YIELD_AUDIENCES_US_CLIENT_SECRET',
          'ACTIONS_DYNAMIC_YIELD_AUDIENCES_EU_CLIENT_SECRET',
          'ACTIONS_DYNAMIC_YIELD_AUDIENCES_DEV_CLIENT_SECRET',
        ],
      },
    },
  },
  'facebook-conversions-api': {
    settings: {
      accessToken: {
        label: 'Access token',
        description:
          'Token of a system user with access to the pixel or dataset: Events Manager, Settings, Conversions API.',
        required: true,
        env: ['ACTIONS_FB_CAPI_SYSTEM_USER_TOKEN'],
      },
    },
  },
  'first-party-dv360': {
    clientId: 'ACTIONS_FIRST_PARTY_DV360_CLIENT_ID',
    clientSecret: 'ACTIONS_FIRST_PARTY_DV360_CLIENT_SECRET',
  },
  'google-enhanced-conversions': {
    settings: {
      developerToken: {
        label: 'Developer token',
        description: 'From the API Center of the Google Ads manager account that sends the events.',
        required: true,
        env: ['ADWORDS_DEVELOPER_TOKEN'],
      },
    },
    clientId: 'GOOGLE_ENHANCED_CONVERSIONS_CLIENT_ID',
    clientSecret: 'GOOGLE_ENHANCED_CONVERSIONS_CLIENT_SECRET',
  },
  'linkedin-conversions': {
    clientId: 'ACTIONS_LINKEDIN_CONVERSIONS_CLIENT_ID',
    clientSecret: 'ACTIONS_LINKEDIN_CONVERSIONS_CLIENT_SECRET',
  },
  'ms-bing-ads-audiences': {
    settings: {
      developerToken: {
        label: 'Developer token',
        description: 'From the developer portal of Microsoft Advertising.',
        required: true,
        env: ['ACTIONS_MS_BING_ADS_AUDIENCES_DEVELOPER_TOKEN'],
      },
    },
  },
  salesforce: { clientId: 'SALESFORCE_CLIENT_ID', clientSecret: 'SALESFORCE_CLIENT_SECRET' },
  'yahoo-audiences': {
    settings: {
      taxonomyClientId: {
        label: 'Taxonomy client id',
        description: 'Of the partner account that Yahoo gives for its taxonomy API.',
        required: true,
        env: ['ACTIONS_YAHOO_AUDIENCES_TAXONOMY_CLIENT_ID'],
      },
      taxonomyClientSecret: {
        label: 'Taxonomy client secret',
        description: 'Of the same account.',
        required: true,
        env: ['ACTIONS_YAHOO_AUDIENCES_TAXONOMY_CLIENT_SECRET'],
      },
    },
  },
}

/** What a definition reads as `process.env` while it works for one destination: its own settings, no more. */
export function operatorEnvOf(
  key: string,
  settings: Readonly<Record<string, unknown>>,
  oauth: { clientId?: string; clientSecret?: string } = {},
): Record<string, string> {
  const { settings: secrets = {}, clientId, clientSecret } = OPERATOR_SECRETS[key] ?? {}
  const env: Record<string, string> = {}
  for (const [name, secret] of Object.entries(secrets)) {
    const value = settings[name]
    if (typeof value === 'string' && value !== '') for (const as of secret.env) env[as] = value
  }
  if (clientId !== undefined && oauth.clientId !== undefined) env[clientId] = oauth.clientId
  if (clientSecret !== undefined && oauth.clientSecret !== undefined) {
    env[clientSecret] = oauth.clientSecret
  }
  return env
}
