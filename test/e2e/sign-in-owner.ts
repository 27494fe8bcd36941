import { expect } from 'vitest'
import { SETUP_CODE } from '../harness/database.ts'
import { PASSWORD } from '../harness/members.ts'
import type { DashboardPage } from './dashboard-page.ts'

/** Makes Ada Lovelace the owner of a fresh service, and signs her in in this browser. */
export async function signInOwner({ context }: DashboardPage, origin: string): Promise<void> {
  const answer = await context.request.post(`${origin}/auth/setup`, {
    headers: { origin },
    data: {
      code: SETUP_CODE,
      name: 'Ada Lovelace',
      email: 'ada@example.com',
      password: PASSWORD,
      workspaceName: 'Acme',
    },
  })
  expect(answer.status(), await answer.text()).toBe(200)
}
