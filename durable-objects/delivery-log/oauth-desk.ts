import { OAUTH_SETTING_KEYS } from '../../worker/domain/catalog/oauth-settings.ts'
import type { DestinationConfig, SealedSettings } from '../../worker/domain/config/snapshot.ts'
import type { DeliveryPause, RefreshOutcome, RefreshTurn } from '../../worker/messages/oauth-rpc.ts'

/** Longer than a partner may take to hand out a token, and shorter than an attempt. */
const ASK_MS = 15_000

interface Kept {
  /** Settings that the tokens came from: when those change, they are good for nothing. */
  basis: string
  tokens: { sealed: SealedSettings; of: string } | null
  /** `settings`: those by which it was paused; with others it goes on. */
  pause: (DeliveryPause & { settings: string }) | null
}

interface Asking {
  ticket: string
  refused: string
  done: Promise<RefreshTurn>
  finish(turn: RefreshTurn): void
}

export interface OAuthDeskDeps {
  sql: SqlStorage
  now: () => number
  newTicket: () => string
  sleep: (ms: number) => Promise<void>
}

/**
 * The tokens of one destination, and who may ask for new ones: one attempt at a time, once per token.
 * The lock lives in memory. After a restart a second attempt may ask while the first still waits for its
 * answer; whoever comes last has the tokens that hold.
 */
export class OAuthDesk {
  private readonly deps: OAuthDeskDeps
  private kept: Kept
  /** Of the newest configuration; null until one was seen. */
  private settings: string | null = null
  private asking: Asking | null = null

  /** @param deps.sql Has the log's tables. */
  constructor(deps: OAuthDeskDeps) {
    this.deps = deps
    const [row] = deps.sql.exec<{ data: string }>('SELECT data FROM oauth').toArray()
    this.kept = row ? (JSON.parse(row.data) as Kept) : { basis: '', tokens: null, pause: null }
  }

  get paused(): DeliveryPause | null {
    if (this.kept.pause === null) return null
    const { settings: _, ...pause } = this.kept.pause
    return pause
  }

  get tokens(): SealedSettings | null {
    return this.kept.tokens?.sealed ?? null
  }

  /** Takes note of the configuration in force; answers whether that ended a pause. */
  noteConfig({ settings, sealed }: DestinationConfig): boolean {
    this.settings = JSON.stringify([settings, sealed])
    const basis = basisOf(settings, sealed)
    const { pause } = this.kept
    const resumed = pause !== null && pause.settings !== this.settings
    if (basis === this.kept.basis && !resumed) return false
    this.keep({
      basis,
      tokens: basis === this.kept.basis ? this.kept.tokens : null,
      pause: resumed ? null : pause,
    })
    return resumed
  }

  async take(refused: string): Promise<RefreshTurn> {
    for (let asking = this.asking; asking; asking = this.asking) {
      const turn = await asking.done
      if (asking.refused === refused) return turn
    }
    const { tokens, pause } = this.kept
    if (pause !== null) return { turn: 'refused', code: pause.reason, message: pause.message }
    if (tokens !== null && tokens.of !== refused) return { turn: 'newer', sealed: tokens.sealed }
    return this.grant(refused)
  }

  private grant(refused: string): RefreshTurn {
    const ticket = this.deps.newTicket()
    let finish: (turn: RefreshTurn) => void = () => {}
    const done = new Promise<RefreshTurn>((resolve) => {
      finish = resolve
    })
    const asking: Asking = { ticket, refused, done, finish }
    this.asking = asking
    // Whoever died with the ticket must not keep the others waiting for ever.
    void this.deps.sleep(ASK_MS).then(() => {
      this.end(asking, { turn: 'failed', message: 'the partner gave no new token in time' })
    })
    return { turn: 'yours', ticket }
  }

  finish({ ticket, refused, result }: RefreshOutcome): void {
    const asking = this.asking?.ticket === ticket ? this.asking : null
    switch (result.kind) {
      case 'tokens': {
        const { sealed, of } = result
        // A refresh token that was not replaced stays good.
        const merged = { ...this.kept.tokens?.sealed, ...sealed }
        const isCurrent = this.kept.tokens === null || this.kept.tokens.of === refused
        if (isCurrent) this.keep({ ...this.kept, tokens: { sealed: merged, of } })
        this.end(asking, { turn: 'newer', sealed: merged })
        break
      }
      case 'refused':
        this.pause(result.code, result.message)
        this.end(asking, { turn: 'refused', code: result.code, message: result.message })
        break
      case 'failed':
        this.end(asking, { turn: 'failed', message: result.message })
        break
      default:
        throw new Error(`a refresh ended in an unknown way: ${String(result satisfies never)}`)
    }
  }

  pause(reason: string, message: string): void {
    if (this.kept.pause !== null) return
    const since = new Date(this.deps.now()).toISOString()
    const pause = { reason, message, since, settings: this.settings ?? '' }
    this.keep({ ...this.kept, pause })
  }

  resume(): boolean {
    if (this.kept.pause === null) return false
    this.keep({ ...this.kept, pause: null })
    return true
  }

  private end(asking: Asking | null, turn: RefreshTurn): void {
    if (asking === null || this.asking !== asking) return
    this.asking = null
    asking.finish(turn)
  }

  private keep(kept: Kept): void {
    this.deps.sql.exec(
      'INSERT INTO oauth (id, data) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET data = excluded.data',
      JSON.stringify(kept),
    )
    this.kept = kept
  }
}

const basisOf = (settings: Record<string, unknown>, sealed: SealedSettings | null): string =>
  JSON.stringify(
    [...OAUTH_SETTING_KEYS].map((key) => sealed?.[key]?.ciphertext ?? settings[key] ?? null),
  )
