import type { AlertRow } from '../../db/queries/alerts.ts'
import type { AlertChannel, NotifiedChannel } from '../../domain/alerts/alert.ts'
import type { ApiDeps } from '../api-deps.ts'

export type NotifyDeps = Pick<ApiDeps, 'sendMail' | 'sendNotice'>

export interface Message {
  alert: Pick<AlertRow, 'id' | 'name' | 'condition' | 'origin' | 'workspaceId'>
  change: 'firing' | 'repeated' | 'resolved' | 'test'
  reading: string
  /** ISO 8601. */
  at: string
}

/** Tells every channel of an alert; one that fails keeps no other from being told. */
export async function notifyAll(
  channels: readonly AlertChannel[],
  message: Message,
  deps: NotifyDeps,
): Promise<NotifiedChannel[]> {
  const told = await Promise.all(channels.map((channel) => notify(channel, message, deps)))
  return told.flat()
}

async function notify(
  channel: AlertChannel,
  message: Message,
  deps: NotifyDeps,
): Promise<NotifiedChannel[]> {
  if (channel.type === 'email') {
    return Promise.all(
      channel.to.map(async (to) => ({ type: 'email', to, error: await mail(to, message, deps) })),
    )
  }
  const body = channel.type === 'slack' ? slackBody(message) : webhookBody(message)
  const notice = { sealed: channel.sealed, body: JSON.stringify(body) }
  const error = await deps.sendNotice(notice).catch(() => 'It was not reached.')
  return [{ type: channel.type, to: channel.host, error }]
}

async function mail(to: string, message: Message, { sendMail }: NotifyDeps): Promise<string> {
  if (sendMail === null) return 'No e-mail is configured: set EMAIL_FROM and the binding EMAIL.'
  try {
    const text = `${sentence(message)}\n\n${linkOf(message)}\n`
    await sendMail({ to, subject: oneLine(sentence(message)), text })
    return ''
  } catch {
    return 'The e-mail was not taken.'
  }
}

const WORDS = {
  firing: 'Alert',
  repeated: 'Alert, still',
  resolved: 'Resolved',
  test: 'Test of an alert',
} as const

const sentence = ({ alert, change, reading }: Message): string =>
  `${WORDS[change]}: ${oneLine(alert.name)}. ${reading}`

const linkOf = ({ alert }: Message): string => `${alert.origin}/alerts/${alert.id}`

/** Documented in docs/alerts.md. */
const webhookBody = (message: Message) => ({
  type: 'alert',
  change: message.change,
  alertId: message.alert.id,
  workspaceId: message.alert.workspaceId,
  name: message.alert.name,
  condition: message.alert.condition,
  reading: message.reading,
  at: message.at,
  url: linkOf(message),
})

const slackBody = (message: Message) => ({
  text: sentence(message),
  blocks: [
    {
      type: 'section',
      text: {
        type: 'mrkdwn',
        text: `*${WORDS[message.change]}: ${escaped(oneLine(message.alert.name))}*\n${escaped(message.reading)}`,
      },
    },
    {
      type: 'actions',
      elements: [
        { type: 'button', text: { type: 'plain_text', text: 'Open' }, url: linkOf(message) },
      ],
    },
  ],
})

/** What Slack asks to be escaped in its markup. */
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 200)
