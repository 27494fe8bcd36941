import type { OAuthPort, OAuthTokens } from '../destinations/destination.ts'
import type { SealedSettings } from '../domain/config/snapshot.ts'
import type { OAuthRpc } from '../messages/oauth-rpc.ts'

const FINISH_TRIES = 3
const FINISH_PAUSE_MS = 200

export interface OAuthPortDeps {
  log: Pick<OAuthRpc, 'takeRefresh' | 'finishRefresh' | 'pauseDelivery'>
  open(sealed: SealedSettings): Promise<Record<string, unknown>>
  seal(secrets: Record<string, unknown>): Promise<SealedSettings>
  sha256(text: string): Promise<string>
  sleep(ms: number): Promise<void>
  /** New secrets are not to be shown either. */
  onTokens(tokens: OAuthTokens): void
}

/** One attempt's way to new tokens: the destination's log says who asks, and keeps what was given. */
export function createOAuthPort(deps: OAuthPortDeps): OAuthPort {
  return {
    async refresh(token, ask, judge) {
      const refused = token === '' ? '' : await deps.sha256(token)
      const turn = await deps.log.takeRefresh(refused)
      switch (turn.turn) {
        case 'newer': {
          const tokens = tokensIn(await deps.open(turn.sealed))
          deps.onTokens(tokens)
          return { ok: true, tokens, fresh: false }
        }
        case 'refused':
          return { ok: false, final: true, code: turn.code, message: turn.message }
        case 'failed':
          return { ok: false, final: false, code: 'OAUTH_REFRESH_FAILED', message: turn.message }
        case 'yours':
          return askAndTell(deps, { ticket: turn.ticket, refused }, ask, judge)
        default:
          throw new Error(`an unknown turn: ${String(turn satisfies never)}`)
      }
    },
    pause: (code, message) => deps.log.pauseDelivery(code, message),
  }
}

async function askAndTell(
  deps: OAuthPortDeps,
  turn: { ticket: string; refused: string },
  ask: Parameters<OAuthPort['refresh']>[1],
  judge: Parameters<OAuthPort['refresh']>[2],
): ReturnType<OAuthPort['refresh']> {
  let tokens: OAuthTokens
  try {
    tokens = await ask()
  } catch (error) {
    // What the partner says of a refused token may repeat it.
    const code = judge(error)
    if (code === null) {
      const message = 'the partner gave no new access token this time'
      await finish(deps, { ...turn, result: { kind: 'failed', message } })
      return { ok: false, final: false, code: 'OAUTH_REFRESH_FAILED', message }
    }
    const message = 'the partner refused to renew the access token: connect the destination again'
    await finish(deps, { ...turn, result: { kind: 'refused', code, message } })
    return { ok: false, final: true, code, message }
  }
  deps.onTokens(tokens)
  const { accessToken, refreshToken } = tokens
  const sealed = await deps.seal({
    oauthAccessToken: accessToken,
    ...(refreshToken !== undefined && { oauthRefreshToken: refreshToken }),
  })
  const of = await deps.sha256(accessToken)
  await finish(deps, { ...turn, result: { kind: 'tokens', sealed, of } })
  return { ok: true, tokens, fresh: true }
}

/** Tried a few times: with tokens that nobody keeps, the next attempt could not ask again. */
async function finish(
  deps: OAuthPortDeps,
  outcome: Parameters<OAuthRpc['finishRefresh']>[0],
): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await deps.log.finishRefresh(outcome)
    } catch (error) {
      if (tries === FINISH_TRIES) throw error
      await deps.sleep(FINISH_PAUSE_MS * tries)
    }
  }
}

function tokensIn(opened: Record<string, unknown>): OAuthTokens {
  const { oauthAccessToken, oauthRefreshToken } = opened
  return {
    accessToken: typeof oauthAccessToken === 'string' ? oauthAccessToken : '',
    ...(typeof oauthRefreshToken === 'string' && { refreshToken: oauthRefreshToken }),
  }
}
