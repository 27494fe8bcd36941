import { describe, expect, it } from 'vitest'
import { judgeDifference } from './explain-difference.ts'

const at = (time: string) => Date.parse(`2026-11-23T${time}:00.000Z`)
const judge = (balanced: boolean, inPipeline: number, now: number) =>
  judgeDifference({ balanced, lastHour: '2026-11-23T17', inPipeline, now })

describe('a difference in the books', () => {
  it('is none when they balance', () => {
    expect(judge(true, 5, at('17:30'))).toBe('balanced')
  })

  it('is in flight in the running hour, and shortly after it', () => {
    expect(judge(false, 0, at('17:30'))).toBe('in flight')
    expect(judge(false, 0, at('18:05'))).toBe('in flight')
  })

  it('is in flight as long as the pipeline holds events of the hour', () => {
    expect(judge(false, 1, at('23:00'))).toBe('in flight')
  })

  it('is a fault when nothing moves any more', () => {
    expect(judge(false, 0, at('18:11'))).toBe('fault')
  })
})
