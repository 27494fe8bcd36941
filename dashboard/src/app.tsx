import { useMemo, useState } from 'react'
import { createApiClient } from './api/client.ts'
import { HomePage } from './features/home/home-page.tsx'
import { TokenForm } from './features/sign-in/token-form.tsx'
import { forgetToken, keepToken, keptToken } from './features/sign-in/token-storage.ts'

export function App() {
  const [token, setToken] = useState(keptToken)
  const client = useMemo(() => (token === null ? null : createApiClient(token)), [token])

  const signOut = () => {
    forgetToken()
    setToken(null)
  }

  return (
    <>
      <header className="bar">
        <span className="brand">
          <img src="/favicon.svg" alt="" width="28" height="28" />
          Headwater
        </span>
        {client !== null && (
          <button type="button" className="quiet" onClick={signOut}>
            Forget token
          </button>
        )}
      </header>
      <main>
        {client === null ? (
          <TokenForm
            onToken={(accepted) => {
              keepToken(accepted)
              setToken(accepted)
            }}
          />
        ) : (
          <HomePage client={client} onTokenRefused={signOut} />
        )}
      </main>
    </>
  )
}
