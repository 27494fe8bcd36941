/** How an endpoint of the management API is asked: a row. */

/** What there is to see in the workspace; made anew after an edit that succeeded. */
export interface Scene {
  sourceId: string
  writeKey: string
  destinationId: string
  filterId: string
  /** A destination that has actions, and one of its mappings. */
  mappedId: string
  mappingId: string
  /** The only other one. */
  nextMappingId: string
  groupId: string
  invitationId: string
  tokenId: string
  tokenSecret: string
  memberId: string
  /** A tracking plan with a rule, to which the source is connected, and the changelog's entry of its creation. */
  planId: string
  changelogId: string
  /** About the source. */
  alertId: string
}

/** Who may; it follows from what the endpoint declares. */
export type Rule = 'anybody' | 'member' | 'list' | 'see' | 'edit' | 'edit key' | 'create' | 'owner'

export interface Row {
  rule: Rule
  path(scene: Scene): string
  body?(scene: Scene): unknown
  /** The path or the body names something of the workspace, so for strangers it does not exist. */
  named?: boolean
  /** What a stranger who names it is answered, where that is not 404. */
  stranger?: number
  /** Takes a session, not a token. */
  session?: boolean
}

export const fixed = (rule: Rule, path: string, body?: unknown): Row => ({
  rule,
  path: () => path,
  ...(body !== undefined && { body: () => body }),
})
export const named = (rule: Rule, path: (scene: Scene) => string, body?: Row['body']): Row => ({
  rule,
  path,
  named: true,
  ...(body !== undefined && { body }),
})
