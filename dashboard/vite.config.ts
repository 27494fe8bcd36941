import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwindcss()],
  // Replaced by a new one in each page that the app Worker serves (worker/api/page-headers.ts).
  html: { cspNonce: 'HEADWATER_NONCE' },
  build: {
    // Nothing inline and no data: addresses, so that the strictest Content Security Policy holds.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
  },
})
