import { expect, it } from 'vitest'
import type { LiveFrames } from '../messages/live-rpc.ts'
import { createLiveSender } from './live-sender.ts'

const frames = (seen: number): LiveFrames => ({
  log: 'enam-0',
  seen,
  matched: { k: seen },
  events: [],
})

function sender(show: (frames: LiveFrames) => Promise<void>) {
  const work: Promise<unknown>[] = []
  const problems: unknown[] = []
  const send = createLiveSender({
    show: (_, given) => show(given),
    log: (problem) => problems.push(problem),
  })
  const sendOne = (seen: number) => send('src_a', frames(seen), (promise) => work.push(promise))
  return { sendOne, problems, done: () => Promise.all(work) }
}

it('counts what it could not send with the next that it sends', async () => {
  const shown: LiveFrames[] = []
  let fails = true
  const { sendOne, problems, done } = sender(async (given) => {
    if (fails) throw new Error('away')
    shown.push(given)
  })
  sendOne(5)
  await done()
  expect(problems).toMatchObject([{ failed: 'show-live', lost: 5 }])
  fails = false
  sendOne(2)
  sendOne(1)
  await done()
  expect(shown).toEqual([{ ...frames(7) }, frames(1)])
})

it('has only so many under way, and keeps the count of the rest', async () => {
  const shown: number[] = []
  const waiting: (() => void)[] = []
  const { sendOne, done } = sender((given) => {
    shown.push(given.seen)
    return new Promise((resolve) => waiting.push(resolve))
  })
  for (let n = 0; n < 40; n++) sendOne(1)
  expect(shown).toHaveLength(16)
  for (const resolve of waiting.splice(0)) resolve()
  await done()
  sendOne(1)
  expect(shown.at(-1)).toBe(25)
  for (const resolve of waiting.splice(0)) resolve()
  await done()
})
