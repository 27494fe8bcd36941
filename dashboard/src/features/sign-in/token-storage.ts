/** The token lives as long as the tab: a shared computer must not keep it. */
const KEY = 'headwater:api-token'

export const keptToken = (): string | null => sessionStorage.getItem(KEY)
export const keepToken = (token: string): void => sessionStorage.setItem(KEY, token)
export const forgetToken = (): void => sessionStorage.removeItem(KEY)
