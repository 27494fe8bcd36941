export interface HttpRequest {
  method: string
  url: string
  headers: Readonly<Record<string, string>>
  body: string
}

/** The request as a command for a shell. Secrets in it are blotted out, and have to be filled in. */
export function toCurl({ method, url, headers, body }: HttpRequest): string {
  const parts = [`curl ${method === 'GET' ? '' : `--request ${method} `}${quoted(url)}`]
  for (const [name, value] of Object.entries(headers)) {
    // curl counts the bytes itself, and a copy may be edited.
    if (name.toLowerCase() !== 'content-length')
      parts.push(`--header ${quoted(`${name}: ${value}`)}`)
  }
  if (body !== '') parts.push(`--data-raw ${quoted(body)}`)
  return parts.join(' \\\n  ')
}

/** A quote ends the shell's string: it is closed, quoted and opened again. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
