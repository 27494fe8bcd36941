import * as v from 'valibot'

/** Errors below `/auth` have the shape of better-auth's: a code for programs, a message for people. */
export class AuthFailure extends Error {
  readonly status: number
  readonly code: string
  readonly headers: Record<string, string>

  constructor(status: number, code: string, message: string, headers: Record<string, string> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.headers = headers
  }
}

export const authJson = (status: number, body: unknown, headers?: HeadersInit): Response => {
  const response = Response.json(body, { status, ...(headers !== undefined && { headers }) })
  response.headers.set('cache-control', 'no-store')
  return response
}

export const failureResponse = ({ status, code, message, headers }: AuthFailure): Response =>
  authJson(status, { code, message }, headers)

const MAX_BODY_CHARS = 20_000

/** @throws AuthFailure when the body is not what the schema asks for. */
export async function readBody<S extends v.GenericSchema>(
  request: Request,
  schema: S,
): Promise<v.InferOutput<S>> {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_CHARS) throw tooLarge()
  const text = await request.text()
  if (text.length > MAX_BODY_CHARS) throw tooLarge()
  const parsed = v.safeParse(schema, parseJson(text))
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  const field = v.getDotPath(issue)
  throw new AuthFailure(
    400,
    'INVALID_BODY',
    field === null ? issue.message : `${field}: ${issue.message}`,
  )
}

const tooLarge = () => new AuthFailure(413, 'BODY_TOO_LARGE', 'The body is too large.')

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new AuthFailure(400, 'INVALID_BODY', 'The body is not JSON.')
  }
}
