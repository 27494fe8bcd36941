import type { Service } from './service.ts'

/** The upstream API's official client, unmodified: nothing is changed but its base path. */
export const clientOf =
  (service: Pick<Service, 'origin' | 'apiToken'>) =>
  <Api extends { accessToken: string | (() => string) }>(
    ApiClass: new (basePath: string) => Api,
  ): Api => {
    const api = new ApiClass(`${service.origin}/api`)
    api.accessToken = service.apiToken
    return api
  }

/** Its types call all that an answer holds optional. */
export function present<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('the answer lacks what was asked for')
  return value
}
