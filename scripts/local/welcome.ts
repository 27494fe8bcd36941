export interface Welcome {
  origin: string
  apiToken: string
  /** Where the owner's account is made; null once there is one. */
  setupUrl: string | null
  websiteWriteKey: string
  serverWriteKey: string
  serverSourceId: string
  /** File with the browser snippet for the demo website. */
  snippetPath: string
}

/** What a newcomer needs to see a first event arrive, in the order in which they need it. */
export function welcome(input: Welcome): string {
  const { origin, apiToken, setupUrl, websiteWriteKey, serverWriteKey } = input
  const { serverSourceId, snippetPath } = input
  const destination = JSON.stringify({
    sourceId: serverSourceId,
    metadataId: 'webhooks',
    name: 'My webhook',
    enabled: true,
    settings: { hooks: [{ hook: 'http://localhost:8788' }] },
  })
  const event = JSON.stringify({
    userId: 'ada',
    event: 'Order Completed',
    properties: { total: 42 },
  })
  return `
  Headwater is running.

${setupUrl === null ? '' : `  Create the owner   ${setupUrl}\n`}  Dashboard          ${origin}
  Public API         ${origin}/api
  Public API token   ${apiToken}
  Demo write keys    ${websiteWriteKey}   Demo website (JavaScript)
                     ${serverWriteKey}   Demo server (Node.js)

  Official Node SDK  new Analytics({ writeKey: '${serverWriteKey}', host: '${origin}' })
  Browser            paste ${snippetPath} into the <head> of a page

  See a first event arrive. In a second terminal: npm run webhook
  In a third, connect the webhook to the demo server, and send an event:

    curl ${origin}/api/destinations -H 'authorization: Bearer ${apiToken}' \\
      -d '${destination}'

    curl ${origin}/v1/track -u ${serverWriteKey}: \\
      -d '${event}'

  docs/quickstart.md says more. Ctrl-C stops everything.
`
}
