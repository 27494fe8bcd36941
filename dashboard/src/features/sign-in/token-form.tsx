import { type FormEvent, useState } from 'react'
import { ApiError, createApiClient } from '../../api/client.ts'

/** Asks for the API token and hands it on once the service has taken it. */
export function TokenForm({ onToken }: { onToken: (token: string) => void }) {
  const [token, setToken] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)

  async function submit(event: FormEvent) {
    event.preventDefault()
    const pasted = token.trim()
    if (pasted === '') {
      setProblem('Paste the token first.')
      return
    }
    setBusy(true)
    setProblem(null)
    try {
      await createApiClient(pasted).workspace()
      onToken(pasted)
    } catch (error) {
      setProblem(error instanceof ApiError ? error.message : 'Something went wrong.')
      setBusy(false)
    }
  }

  return (
    <section className="card narrow">
      <p className="chip good">Running</p>
      <h1>Headwater is running</h1>
      <p>
        Paste the API token to see your sources and what became of their events. The service printed
        it when it started; locally it is <code>PUBLIC_API_TOKEN</code> in <code>.dev.vars</code>.
      </p>
      <form onSubmit={submit} noValidate>
        <label htmlFor="token">API token</label>
        <input
          id="token"
          type="password"
          autoComplete="off"
          spellCheck={false}
          value={token}
          onChange={(event) => setToken(event.target.value)}
          aria-invalid={problem !== null}
          aria-describedby="token-note"
        />
        <p id="token-note" className={problem === null ? 'note' : 'note bad'} role="status">
          {problem ?? 'It is kept in this tab only, until you close it.'}
        </p>
        <button type="submit" className="primary" disabled={busy}>
          {busy ? 'Checking…' : 'Open'}
        </button>
      </form>
    </section>
  )
}
