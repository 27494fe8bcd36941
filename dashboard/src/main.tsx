import './nonce.ts'
import './styles.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ApiError } from './api/client.ts'
import { createQueryClient } from './api/query-client.ts'
import { ConfirmProvider } from './components/confirm.tsx'
import { Toaster } from './components/ui/toast.tsx'
import { createAppRouter } from './routes.tsx'

// After a deployment the files of an open page are gone: its next one is loaded anew, once.
const RELOADED_AT = 'headwater-reloaded-at'
const RELOAD_PAUSE_MS = 60_000
window.addEventListener('vite:preloadError', (event) => {
  if (Date.now() - Number(sessionStorage.getItem(RELOADED_AT) ?? 0) < RELOAD_PAUSE_MS) return
  event.preventDefault()
  sessionStorage.setItem(RELOADED_AT, String(Date.now()))
  window.location.reload()
})

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
const queryClient = createQueryClient()
const router = createAppRouter(queryClient)

createRoot(root, {
  // What the service refused is shown on the page, in its own words; it is no fault of the page.
  onCaughtError: (error, { componentStack }) => {
    if (!(error instanceof ApiError)) console.error(error, componentStack)
  },
}).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <ConfirmProvider>
        <RouterProvider router={router} />
      </ConfirmProvider>
      <Toaster />
    </QueryClientProvider>
  </StrictMode>,
)
