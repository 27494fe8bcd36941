/** What a provider's page came back with, in words for who wanted to sign in or to connect it. */
export function explainProviderError(code: string): string {
  switch (code) {
    case 'access_denied':
      return 'The sign-in was not gone through with.'
    case 'signup_disabled':
    case 'unable_to_create_user':
      return 'There is no account here with that address. Ask an owner for an invitation.'
    case 'email_not_verified':
      return 'There is no account here with that address, and the other service has not verified it. Verify it there, or use the link of your invitation with a password.'
    case 'account_not_linked':
      return 'An account with that address exists, but this way of signing in is not connected to it. Sign in another way, and connect it on your account page.'
    case 'unable_to_link_account':
      return 'It was not connected: the other service has not verified your address there.'
    case 'email_does_not_match':
      return 'It was not connected: the account there has another address than yours here.'
    case 'account_already_linked_to_different_user':
      return 'It was not connected: somebody else here signs in with that account.'
    case 'provider_unavailable':
      return 'The other service does not answer. Try again soon, or sign in another way.'
    case 'state_mismatch':
    case 'state_not_found':
      return 'That sign-in had expired, or was begun in another browser. Try again.'
    default:
      return 'That way of signing in did not work. Try again, or use another one.'
  }
}
