import type { Service } from './service.ts'

/** What the person is led to at most between one of our endpoints and one of our pages. */
const MAX_HOPS = 5

/** Keeps a service's cookies and follows its redirects, as a browser does. */
export class CookieBrowser {
  readonly cookies = new Map<string, string>()
  readonly #service: Pick<Service, 'origin'>
  readonly #elsewhere: Readonly<Record<string, string>>

  /** @param elsewhere Where the hosts of the internet are that the person is led to. */
  constructor(service: Pick<Service, 'origin'>, elsewhere: Readonly<Record<string, string>> = {}) {
    this.#service = service
    this.#elsewhere = elsewhere
  }

  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    if (url.startsWith(this.#service.origin)) headers.set('cookie', this.cookie())
    const response = await fetch(this.#reachable(url), { ...init, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/max-age=0/i.test(line)) this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return response
  }

  #reachable(url: string): string {
    const { host, pathname, search } = new URL(url)
    const origin = this.#elsewhere[host]
    return origin === undefined ? url : origin + pathname + search
  }

  cookie(): string {
    return [...this.cookies].map((pair) => pair.join('=')).join('; ')
  }

  post(path: string, body: unknown): Promise<Response> {
    const { origin } = this.#service
    return this.fetch(origin + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify(body),
    })
  }

  async me(): Promise<{ status: number; email: string | undefined }> {
    const response = await this.fetch(`${this.#service.origin}/api/me`)
    const { data } = (await response.json()) as { data?: { email: string } }
    return { status: response.status, email: data?.email }
  }

  /** Starts at one of our endpoints, and ends where the browser would be on our own pages. */
  async goThroughProvider(provider: string, options: ProviderOptions = {}): Promise<URL> {
    return this.follow(await this.providerUrl(provider, options))
  }

  async providerUrl(provider: string, options: ProviderOptions = {}): Promise<string> {
    const { path = '/auth/sign-in/social', callbackURL = '/sources' } = options
    const answer = await this.post(path, { provider, callbackURL })
    const text = await answer.text()
    if (answer.status !== 200) throw new Error(`${path} answers ${answer.status}: ${text}`)
    return (JSON.parse(text) as { url: string }).url
  }

  async follow(from: string): Promise<URL> {
    let url = from
    for (let hops = 0; hops < MAX_HOPS; hops += 1) {
      url = await this.step(url)
      const { origin, pathname } = new URL(url)
      if (origin === this.#service.origin && !pathname.startsWith('/auth/')) return new URL(url)
    }
    throw new Error(`no end at ${url}`)
  }

  /** Where the address redirects to. */
  async step(url: string): Promise<string> {
    const response = await this.fetch(url)
    await response.body?.cancel()
    const location = response.headers.get('location')
    if (location === null) throw new Error(`${url} answers ${response.status}`)
    return new URL(location, url).href
  }
}

export interface ProviderOptions {
  path?: '/auth/sign-in/social' | '/auth/link-social'
  callbackURL?: string
}
