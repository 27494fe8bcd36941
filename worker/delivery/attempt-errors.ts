/** The settings of a destination cannot be used: every event fails with `INVALID_SETTINGS`. */
export class InvalidSettings extends Error {
  override name = 'InvalidSettings'
}

/** The secrets of a destination cannot be opened with the key at hand; the right key may come back. */
export class SecretsUnreadable extends Error {
  override name = 'SecretsUnreadable'
}
