import type { EdgeEnv } from '../env.ts'

export const edge = {
  async fetch(): Promise<Response> {
    return new Response('not found', { status: 404 })
  },
} satisfies ExportedHandler<EdgeEnv>
