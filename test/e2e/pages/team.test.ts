import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser } from '../browser.ts'
import { signedOutAnswers, teamAnswers, WORKSPACE } from '../dashboard-answers.ts'
import { type DashboardPage, faultsInEveryLook, openDashboard } from '../dashboard-page.ts'
import { type DashboardStub, type StubAnswer, startDashboardStub } from '../dashboard-stub.ts'

let browser: Browser
let stub: DashboardStub
let opened: DashboardPage

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

async function start(answers: Record<string, StubAnswer>): Promise<void> {
  stub = await startDashboardStub(answers)
  opened = await openDashboard(browser)
}

afterEach(async () => {
  expect(opened.complaints).toEqual([])
  await opened.close()
  await stub.stop()
})

const heading = (name: string) => opened.page.getByRole('heading', { level: 1, name })

async function visit(path: string, title: string): Promise<void> {
  await opened.page.goto(`${stub.origin}${path}`)
  await heading(title).waitFor()
  await opened.page.waitForLoadState('networkidle')
}

describe('pages for those who are not signed in', () => {
  beforeEach(() =>
    start({
      ...signedOutAnswers(),
      'POST /auth/read-invitation': {
        data: {
          email: 'grace@example.com',
          workspaceName: WORKSPACE.name,
          expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
          accountExists: false,
        },
      },
    }),
  )

  it.each([
    ['sign-in', '/sign-in', 'Sign in'],
    ['forgot-password', '/forgot-password', 'Forgot your password?'],
    ['reset-password', '/reset-password?token=x', 'Choose a new password'],
    ['reset-password-broken', '/reset-password', 'This link does not work'],
    ['invite', '/invite?token=x', 'Join Acme'],
  ])('%s is usable by everybody', async (name, path, title) => {
    await visit(path, title)
    expect(await faultsInEveryLook(opened.page, name)).toEqual([])
  })

  it('the set-up of a fresh deployment is usable by everybody', async () => {
    stub.answers['GET /api/setup-state'] = { data: { ownerExists: false } }
    await visit('/setup?code=x', 'Welcome to Headwater')
    await opened.page.getByLabel('Password', { exact: true }).fill('four unrelated words')
    await opened.page.getByText('Very good').waitFor()
    expect(await faultsInEveryLook(opened.page, 'setup')).toEqual([])
  })

  it('leads to the sign-in, and from there to where one wanted to go', async () => {
    await opened.page.goto(`${stub.origin}/settings/access/tokens`)
    await heading('Sign in').waitFor()
    const { page } = opened
    stub.answers = { ...teamAnswers(), 'POST /auth/sign-in/email': { data: {} } }
    await page.getByLabel('E-mail').fill('ada@example.com')
    await page.getByLabel('Password', { exact: true }).fill('a password')
    await page.keyboard.press('Enter')
    await page.getByRole('cell', { name: 'Terraform', exact: true }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/settings/access/tokens')
  })

  it('does not lead a signed-in person to another site', async () => {
    await visit('/sign-in?next=//evil.example.com/x', 'Sign in')
    const { page } = opened
    stub.answers = { ...teamAnswers(), 'POST /auth/sign-in/email': { data: {} } }
    await page.getByLabel('E-mail').fill('ada@example.com')
    await page.getByLabel('Password', { exact: true }).fill('a password')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.waitForURL(`${stub.origin}/`)
  })

  it('asks for the second factor, and says what is wrong with it', async () => {
    await visit('/sign-in', 'Sign in')
    const { page } = opened
    stub.answers['POST /auth/sign-in/email'] = { data: { twoFactorRedirect: true } }
    stub.answers['POST /auth/two-factor/verify-totp'] = {
      status: 401,
      body: { code: 'INVALID_CODE', message: 'Invalid code' },
    }
    await page.getByLabel('E-mail').fill('ada@example.com')
    await page.getByLabel('Password', { exact: true }).fill('a password')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await heading('Second step').waitFor()
    await page.getByLabel('Six-digit code').fill('123 456')
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByText('Invalid code').waitFor()
    expect(await faultsInEveryLook(page, 'sign-in-two-factor')).toEqual([])
    expect(stub.calls.at(-1)?.body).toEqual({ code: '123456', trustDevice: false })
  })
})

describe('pages of a team', () => {
  beforeEach(() => start(teamAnswers()))

  it.each([
    ['account-profile', '/account', 'Account settings'],
    ['account-security', '/account/security', 'Account settings'],
    ['account-sessions', '/account/sessions', 'Account settings'],
    ['workspace', '/settings/workspace', 'Workspace'],
    ['members', '/settings/access', 'Access'],
    ['invitations', '/settings/access/invitations', 'Access'],
    ['groups', '/settings/access/groups', 'Access'],
    ['tokens', '/settings/access/tokens', 'Access'],
    ['audit-trail', '/settings/audit-trail', 'Audit trail'],
    ['audit-trail-event', '/settings/audit-trail?event=aud_1', 'Audit trail'],
    ['not-found', '/settings/nothing', 'There is no such page'],
  ])('%s is usable by everybody', async (name, path, title) => {
    await opened.page.goto(`${stub.origin}${path}`)
    await opened.page.getByRole('heading', { name: title, includeHidden: true }).first().waitFor()
    await opened.page.waitForLoadState('networkidle')
    expect(await faultsInEveryLook(opened.page, name)).toEqual([])
  })

  it.each([
    ['groups', 'userGroups', 'No groups yet'],
    ['invitations', 'invitations', 'No open invitations'],
    ['tokens', 'tokens', 'No API tokens'],
  ])('%s says what it is for while there are none', async (name, key, words) => {
    stub.answers[`GET /api/${name}`] = { data: { [key]: [], pagination: { current: '' } } }
    await visit(`/settings/access/${name}`, 'Access')
    await opened.page.getByText(words).waitFor()
    expect(await faultsInEveryLook(opened.page, `${name}-empty`)).toEqual([])
  })

  it('says what failed, and tries again', async () => {
    stub.answers['GET /api/tokens'] = { status: 500 }
    const { page } = opened
    await page.goto(`${stub.origin}/settings/access/tokens`)
    await page.getByText('This could not be loaded').waitFor()
    expect(await faultsInEveryLook(page, 'tokens-error')).toEqual([])
    stub.answers['GET /api/tokens'] = teamAnswers()['GET /api/tokens'] ?? { status: 404 }
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('cell', { name: 'Terraform', exact: true }).waitFor()
  })

  it('holds the place of what is on the way', async () => {
    await visit('/settings/workspace', 'Workspace')
    let go = () => undefined as undefined
    stub.until = new Promise<void>((resolve) => {
      go = () => resolve() as undefined
    })
    const { page } = opened
    await page.getByRole('link', { name: 'Access' }).click()
    await page.getByText('Loading', { exact: true }).waitFor({ state: 'attached' })
    expect(await faultsInEveryLook(page, 'loading')).toEqual([])
    go()
    await page.getByRole('cell', { name: 'grace@example.com' }).waitFor()
  })

  it('dialogs are usable by everybody', async () => {
    const { page } = opened
    await visit('/settings/access', 'Access')
    await page.getByRole('button', { name: 'Invite people' }).click()
    await page.getByRole('dialog').waitFor()
    expect(await faultsInEveryLook(page, 'dialog-invite')).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Actions for Grace Hopper' }).click()
    expect(await faultsInEveryLook(page, 'menu-member', '[role=menu]')).toEqual([])
    await page.getByRole('menuitem', { name: 'Remove' }).click()
    await page.getByRole('alertdialog').waitFor()
    expect(await faultsInEveryLook(page, 'dialog-confirm')).toEqual([])
  })

  it('shows the code to scan and the recovery codes', async () => {
    const { page } = opened
    stub.answers['POST /auth/two-factor/verify-totp'] = { data: {} }
    await visit('/account/security', 'Account settings')
    await page.getByRole('button', { name: 'Switch on' }).click()
    await page.getByLabel('Your password').fill('a password')
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('img', { name: 'Code for your authenticator app' }).waitFor()
    expect(await faultsInEveryLook(page, 'dialog-two-factor')).toEqual([])
    await page.getByLabel('Six-digit code').fill('123456')
    await page.getByRole('button', { name: 'Switch on' }).click()
    await page.getByText('a1b20-c3d40').waitFor()
    expect(await faultsInEveryLook(page, 'dialog-recovery-codes')).toEqual([])
  })

  it('changes roles, and takes that back', async () => {
    const { page } = opened
    stub.answers['PUT /api/users/use_grace/permissions'] = { data: { permissions: [] } }
    await visit('/settings/access', 'Access')
    await page.getByRole('button', { name: 'Actions for Grace Hopper' }).click()
    await page.getByRole('menuitem', { name: 'Change roles' }).click()
    await page.getByRole('combobox', { name: 'What role 1 is for' }).click()
    await page.getByRole('option', { name: 'Those with labels' }).click()
    await page.getByRole('button', { name: 'Save roles' }).click()
    await page.getByText('Choose at least one label').waitFor()
    await page.getByRole('button', { name: /^Labels/ }).click()
    await page.getByRole('option', { name: 'environment:prod' }).click()
    await page.keyboard.press('Escape')
    expect(await faultsInEveryLook(page, 'dialog-roles')).toEqual([])
    await page.getByRole('button', { name: 'Save roles' }).click()
    await page.getByText('The roles are changed.').first().waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect
      .poll(() => stub.calls.filter(({ name }) => name.startsWith('PUT')).map(({ body }) => body))
      .toEqual([
        {
          permissions: [
            { roleId: 'source-admin', labels: [{ key: 'environment', value: 'prod' }] },
          ],
        },
        {
          permissions: [
            {
              roleId: 'source-admin',
              resources: [{ id: WORKSPACE.id, type: 'WORKSPACE' }],
              labels: [],
            },
          ],
        },
      ])
  })

  it('deletes a group, and takes that back with its members and roles', async () => {
    const { page } = opened
    Object.assign(stub.answers, {
      'DELETE /api/groups/grp_1': { data: { status: 'SUCCESS' } },
      'POST /api/groups': { data: { userGroup: { id: 'grp_2', name: 'Analysts' } } },
      'PUT /api/groups/grp_2/permissions': { data: { permissions: [] } },
      'PUT /api/group/grp_2/users': { data: { userGroup: { id: 'grp_2' } } },
    })
    await visit('/settings/access/groups', 'Access')
    await page.getByRole('button', { name: 'Actions for Analysts' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete group' }).click()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('The group Analysts is back.', { exact: true }).waitFor()
    const changes = stub.calls.filter(({ name }) => !name.startsWith('GET'))
    expect(changes.map(({ name }) => name)).toEqual([
      'DELETE /api/groups/grp_1',
      'POST /api/groups',
      'PUT /api/groups/grp_2/permissions',
      'PUT /api/group/grp_2/users',
    ])
    expect(changes.at(-1)?.body).toEqual({ emails: ['grace@example.com'] })
  })

  it('keeps filters in the address, and finds them there again', async () => {
    const { page } = opened
    await visit('/settings/audit-trail', 'Audit trail')
    await page.getByRole('combobox', { name: 'Event' }).click()
    await page.getByRole('option', { name: 'Source Modified' }).click()
    await page.getByLabel('Search the audit trail').fill('website')
    await page.waitForURL(/q=website/)
    expect(new URL(page.url()).searchParams.get('type')).toBe('Source Modified')
    await page.reload()
    await heading('Audit trail').waitFor()
    expect(await page.getByLabel('Search the audit trail').inputValue()).toBe('website')
    await page.getByRole('link', { name: 'Integration Created' }).click()
    await page.getByText('What changed').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Clear' }).click()
    await page.waitForURL(/audit-trail$/)
  })

  it('goes anywhere by keyboard', async () => {
    const { page } = opened
    await visit('/settings/workspace', 'Workspace')
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('audit')
    expect(await faultsInEveryLook(page, 'command-menu')).toEqual([])
    await page.keyboard.press('Enter')
    await heading('Audit trail').waitFor()
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement?.closest("main") !== null')).toBe(true)
  })

  it('has its navigation in a sheet on a phone', async () => {
    const { page } = opened
    await page.setViewportSize({ width: 375, height: 812 })
    await visit('/settings/workspace', 'Workspace')
    await page.getByRole('button', { name: 'Navigation' }).click()
    await page.getByRole('dialog').waitFor()
    await page.getByRole('link', { name: 'Access' }).click()
    await page.getByRole('cell', { name: 'grace@example.com' }).waitFor()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  it('keeps the chosen theme, over a reload', async () => {
    const { page } = opened
    await visit('/settings/workspace', 'Workspace')
    await page.getByRole('button', { name: 'Your account' }).click()
    await page.getByRole('menuitemradio', { name: 'Dark' }).click()
    await page.reload()
    await heading('Workspace').waitFor()
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark')
  })

  it('leaves for the sign-in when the session has ended elsewhere', async () => {
    const { page } = opened
    await visit('/settings/workspace', 'Workspace')
    stub.answers = signedOutAnswers()
    stub.answers['GET /api/users'] = { status: 401 }
    await page.getByRole('link', { name: 'Access' }).click()
    await heading('Sign in').waitFor()
  })
})
