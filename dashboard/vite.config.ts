import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    // Nothing inline and no data: addresses, so that the strictest Content Security Policy holds.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    // For work on the dashboard: `npm start` serves the API on this port.
    proxy: { '/api': 'http://localhost:8787', '/healthz': 'http://localhost:8787' },
  },
})
