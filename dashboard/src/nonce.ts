import { setNonce } from 'get-nonce'

/**
 * The one-time word that the page's policy allows inline style elements with. Two things need it: the
 * lock that keeps the page still behind a dialog, and the hidden scroll bar of a select.
 */
export const nonce: string | undefined =
  document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce || undefined

if (nonce !== undefined) setNonce(nonce)
