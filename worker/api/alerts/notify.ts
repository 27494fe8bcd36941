import type { AlertRow } from '../../db/queries/alerts.ts'
import type { AlertChannel, NotifiedChannel } from '../../domain/alerts/alert.ts'
import type { Notice } from '../../messages/notice-rpc.ts'
import type { ApiDeps } from '../api-deps.ts'

export type NotifyDeps = Pick<ApiDeps, 'sendMail' | 'sendNotices'>

export interface Message {
  alert: Pick<AlertRow, 'id' | 'name' | 'condition' | 'origin' | 'workspaceId' | 'channels'>
  change: 'firing' | 'repeated' | 'resolved' | 'test'
  reading: string
  /** ISO 8601. */
  at: string
}

type Posted = Exclude<AlertChannel, { type: 'email' }>

/** Tells every channel of each message's alert, and answers for each message how they took it. */
export async function notifyAll(
  messages: readonly Message[],
  deps: NotifyDeps,
): Promise<NotifiedChannel[][]> {
  const posts = messages.flatMap((message) =>
    message.alert.channels.flatMap((channel) =>
      channel.type === 'email' ? [] : [{ message, channel, notice: noticeOf(channel, message) }],
    ),
  )
  const errors = await post(
    posts.map(({ notice }) => notice),
    deps,
  )
  const errorOf = (message: Message, channel: Posted) =>
    errors[posts.findIndex((one) => one.message === message && one.channel === channel)] ??
    UNREACHED
  return Promise.all(
    messages.map(async (message) => {
      const told = message.alert.channels.map(async (channel): Promise<NotifiedChannel[]> => {
        if (channel.type === 'email') return mails(channel.to, message, deps)
        return [{ type: channel.type, to: channel.host, error: errorOf(message, channel) }]
      })
      return (await Promise.all(told)).flat()
    }),
  )
}

const UNREACHED = 'It was not reached.'

const noticeOf = (channel: Posted, message: Message): Notice => ({
  sealed: channel.sealed,
  body: JSON.stringify(channel.type === 'slack' ? slackBody(message) : webhookBody(message)),
})

async function post(notices: readonly Notice[], { sendNotices }: NotifyDeps): Promise<string[]> {
  if (notices.length === 0) return []
  try {
    return await sendNotices(notices)
  } catch {
    return notices.map(() => UNREACHED)
  }
}

const mails = (to: readonly string[], message: Message, deps: NotifyDeps) =>
  Promise.all(
    to.map(async (address) => ({
      type: 'email',
      to: address,
      error: await mail(address, message, deps),
    })),
  )

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
