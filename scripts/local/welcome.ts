export interface Welcome {
  origin: string
  apiToken: string
  websiteWriteKey: string
  serverWriteKey: string
  /** File with the browser snippet for the demo website. */
  snippetPath: string
}

/** What a newcomer needs to send a first event, in the order in which they need it. */
export function welcome(input: Welcome): string {
  const { origin, apiToken, websiteWriteKey, serverWriteKey, snippetPath } = input
  const event = `{"type":"track","userId":"ada","event":"Order Completed","properties":{"total":42}}`
  return `
  Headwater is running.

  Dashboard          ${origin}
  Public API         ${origin}/api
  Public API token   ${apiToken}
  Demo write keys    ${websiteWriteKey}   Demo website (JavaScript)
                     ${serverWriteKey}   Demo server (Node.js)

  Send an event:

    curl -u ${serverWriteKey}: ${origin}/v1/track \\
      -H 'content-type: application/json' \\
      -d '${event}'

  Official Node SDK:  new Analytics({ writeKey: '${serverWriteKey}', host: '${origin}' })
  Browser:            paste ${snippetPath} into the <head> of a page

  To see events arrive somewhere, run \`npm run webhook\` in another terminal.
  docs/quickstart.md has every step. Ctrl-C stops everything.
`
}
