import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SETUP_CODE } from '../harness/database.ts'
import { type Service, startService } from '../harness/service.ts'
import { launchBrowser } from './browser.ts'
import { type DashboardPage, faultsInEveryLook, openDashboard } from './dashboard-page.ts'

const OWNER = {
  name: 'Ada Lovelace',
  email: 'ada@example.com',
  password: 'orchard violin teapot 9',
}
const MEMBER = {
  name: 'Grace Hopper',
  email: 'grace@example.com',
  password: 'lantern harbor quilt 4',
}

let service: Service
let browser: Browser
let owner: DashboardPage
let member: DashboardPage

beforeAll(async () => {
  service = await startService()
  browser = await launchBrowser()
  owner = await openDashboard(browser, { permissions: ['clipboard-read', 'clipboard-write'] })
  member = await openDashboard(browser)
})
afterAll(async () => {
  await browser?.close()
  await service?.stop()
})

const password = (page: Page) => page.getByLabel('Password', { exact: true })
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })

const home = async (page: Page) => {
  await page.waitForURL(`${service.origin}/`)
  await page.getByRole('button', { name: 'Your account' }).waitFor()
}

/** Each step goes on from the one before it, as a team does in its first hour. */
describe('a team begins', () => {
  it('the owner makes the first account', async () => {
    const { page } = owner
    await page.goto(service.origin)
    await heading(page, 'Welcome to Headwater').waitFor()
    await page.goto(`${service.origin}/setup?code=${SETUP_CODE}`)
    await page.getByLabel('Your name').fill(OWNER.name)
    await page.getByLabel('E-mail').fill(OWNER.email)
    await password(page).fill('password12')
    await page.getByRole('button', { name: 'Create the account' }).click()
    await page.getByRole('alert').waitFor()
    await password(page).fill(OWNER.password)
    await page.getByLabel('Workspace name').fill('Acme')
    await page.getByRole('button', { name: 'Create the account' }).click()
    await home(page)
    await page.getByText('Acme', { exact: true }).first().waitFor()
  })

  it('signs out, and in again', async () => {
    const { page } = owner
    // What is drawn anew when the last answers of a new workspace come closes an open menu.
    await page.waitForLoadState('networkidle')
    await page.getByRole('button', { name: 'Your account' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await heading(page, 'Sign in').waitFor()
    await page.getByLabel('E-mail').fill(OWNER.email)
    await password(page).fill('not the password')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('alert').waitFor()
    await password(page).fill(OWNER.password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await home(page)
  })

  it('invites two people at once', async () => {
    const { page } = owner
    await page.goto(`${service.origin}/settings/access`)
    await page.getByRole('button', { name: 'Invite people' }).click()
    await page.getByLabel('E-mail addresses').fill(`${MEMBER.email}, not-an-address`)
    await page.getByRole('button', { name: 'Invite', exact: true }).click()
    await page.getByText('not-an-address: Not an e-mail address.').waitFor()
    await page.getByLabel('E-mail addresses').fill(`${MEMBER.email}, edsger@example.com`)
    await page.getByRole('button', { name: 'Invite', exact: true }).click()
    await page.getByText('2 people invited').waitFor()
    expect(await faultsInEveryLook(page, 'walk-invited')).toEqual([])
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('link', { name: 'Invitations' }).click()
    await page.getByRole('button', { name: 'Revoke the invitation of edsger@example.com' }).click()
    await page.getByRole('button', { name: 'Revoke invitation' }).click()
    await page.getByText('The invitation of edsger@example.com is revoked.').first().waitFor()
    await page.getByRole('cell', { name: 'edsger@example.com' }).waitFor({ state: 'detached' })
  })

  it('the invited person joins, and sees what the role opens', async () => {
    await owner.page
      .getByRole('button', { name: `Copy the invitation link for ${MEMBER.email}` })
      .click()
    const link = (await owner.page.evaluate('navigator.clipboard.readText()')) as string
    const { page } = member
    await page.goto(link)
    await heading(page, 'Join Acme').waitFor()
    await page.getByLabel('Your name').fill(MEMBER.name)
    await password(page).fill(MEMBER.password)
    await page.getByRole('button', { name: 'Create the account and join' }).click()
    await home(page)
    await page.getByRole('link', { name: 'Sources', exact: true }).waitFor()
    expect(await page.getByRole('link', { name: 'Access', exact: true }).count()).toBe(0)
    await page.goto(`${service.origin}/settings/access`)
    await page.getByText('You have no access to this').waitFor()
    await page.goto(link)
    await heading(page, 'This invitation does not work').waitFor()
  })

  it('the owner makes them an owner too, and takes it back', async () => {
    const { page } = owner
    await page.goto(`${service.origin}/settings/access`)
    await page.getByRole('button', { name: `Actions for ${MEMBER.name}` }).click()
    await page.getByRole('menuitem', { name: 'Change roles' }).click()
    await page.getByRole('combobox', { name: 'Role 1', exact: true }).click()
    await page.getByRole('option', { name: 'Workspace Owner' }).click()
    await page.getByRole('button', { name: 'Save roles' }).click()
    await member.page.goto(`${service.origin}/settings/access`)
    await member.page.getByRole('button', { name: 'Invite people' }).waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('row', { name: MEMBER.name }).getByText('Source Read-only').waitFor()
  })

  it('the last owner stays one', async () => {
    const { page } = owner
    await page.getByRole('button', { name: `Actions for ${OWNER.name}` }).click()
    await page.getByRole('menuitem', { name: 'Change roles' }).click()
    await page.getByRole('button', { name: 'Remove role 1' }).click()
    await page.getByRole('button', { name: 'Save roles' }).click()
    await page.getByRole('alert').waitFor()
    expect(await faultsInEveryLook(page, 'walk-last-owner')).toEqual([])
    await page.keyboard.press('Escape')
  })

  it('a group gives its roles', async () => {
    const { page } = owner
    await page.getByRole('link', { name: 'Groups' }).click()
    await page.getByRole('button', { name: 'Add group' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Analysts')
    await page.getByRole('button', { name: /^Members/ }).click()
    await page.getByRole('option', { name: MEMBER.name }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').getByRole('button', { name: 'Add group' }).click()
    await page.getByRole('cell', { name: 'Analysts', exact: true }).waitFor()
    await page.getByRole('cell', { name: '1', exact: true }).waitFor()
  })

  it('a token is shown once, works, and is revoked', async () => {
    const { page } = owner
    await page.getByRole('link', { name: 'API tokens' }).click()
    await page.getByRole('button', { name: 'Create token' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Terraform')
    await page.getByRole('dialog').getByRole('button', { name: 'Create token' }).click()
    const secret = await page.getByRole('textbox', { name: 'token', exact: true }).inputValue()
    const ask = () =>
      fetch(`${service.origin}/api/sources`, { headers: { authorization: `Bearer ${secret}` } })
    expect((await ask()).status).toBe(200)
    await page.getByRole('button', { name: 'I have copied it' }).click()
    await page.getByRole('button', { name: 'Revoke Terraform' }).click()
    await page.getByRole('button', { name: 'Revoke token' }).click()
    await page.getByText('The token Terraform is revoked.').first().waitFor()
    expect((await ask()).status).toBe(401)
  })

  it('the audit trail has all of it', async () => {
    const { page } = owner
    await page.getByRole('link', { name: 'Audit trail' }).click()
    await heading(page, 'Audit trail').waitFor()
    await page.getByLabel('Search the audit trail').fill('Terraform')
    await page.waitForURL(/q=Terraform/)
    await page.getByText('2 entries').waitFor()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export CSV' }).click()
    expect((await download).suggestedFilename()).toBe('audit-trail.csv')
    await page.getByRole('button', { name: 'Clear' }).click()
    await page.waitForURL(/audit-trail$/)
    expect(await faultsInEveryLook(page, 'walk-audit-trail')).toEqual([])
  })

  it('a forgotten password is reset with a link that the owner makes', async () => {
    const { page } = owner
    await page.goto(`${service.origin}/settings/access`)
    await page.getByRole('button', { name: `Actions for ${MEMBER.name}` }).click()
    await page.getByRole('menuitem', { name: 'Password reset link' }).click()
    const link = await page.getByRole('textbox', { name: 'reset link' }).inputValue()
    await page.keyboard.press('Escape')
    await member.page.goto(link)
    await member.page.getByLabel('New password').fill('meadow copper anvil 77')
    await member.page.getByRole('button', { name: 'Change the password' }).click()
    await heading(member.page, 'Sign in').waitFor()
    await member.page.getByLabel('E-mail').fill(MEMBER.email)
    await password(member.page).fill('meadow copper anvil 77')
    await member.page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await home(member.page)
  })

  it('the member is removed, and is out at once', async () => {
    const { page } = owner
    await page.getByRole('button', { name: `Actions for ${MEMBER.name}` }).click()
    await page.getByRole('menuitem', { name: 'Remove' }).click()
    await page.getByRole('button', { name: 'Remove member' }).click()
    await page.getByText(`${MEMBER.name} is no longer a member.`).first().waitFor()
    await member.page.reload()
    await member.page.getByText('You belong to no workspace').waitFor()
  })

  it('the owner signs out everywhere', async () => {
    const { page } = owner
    await page.goto(`${service.origin}/account/sessions`)
    await page.getByText('This device').waitFor()
    await page.getByRole('button', { name: 'Sign out everywhere', exact: true }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out everywhere' }).click()
    await heading(page, 'Sign in').waitFor()
    expect(owner.complaints).toEqual([])
    expect(member.complaints).toEqual([])
  })
})
