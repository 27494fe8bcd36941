import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { correctTimes, formatTime, parseTime } from './timestamps.ts'

const at = (text: string) => Date.parse(text)
const anyTime = fc.integer({
  min: at('0000-01-02T00:00:00.000Z'),
  max: at('9999-12-30T00:00:00.000Z'),
})

describe('parseTime', () => {
  it.each([
    ['milliseconds and Z', '2026-11-23T17:22:33.123Z', '2026-11-23T17:22:33.123Z'],
    [
      'microseconds and +00:00 (Python)',
      '2026-11-23T17:22:33.123456+00:00',
      '2026-11-23T17:22:33.123Z',
    ],
    [
      'seven digits and a local offset (.NET)',
      '2026-11-23T18:22:33.1234567+01:00',
      '2026-11-23T17:22:33.123Z',
    ],
    ['nanoseconds (Go)', '2026-11-23T17:22:33.123456789Z', '2026-11-23T17:22:33.123Z'],
    [
      'nanoseconds with an offset west of Greenwich',
      '2026-11-23T09:22:33.123456789-08:00',
      '2026-11-23T17:22:33.123Z',
    ],
    ['no fraction (PHP date c)', '2026-11-23T17:22:33+00:00', '2026-11-23T17:22:33.000Z'],
    ['one fractional digit', '2026-11-23T17:22:33.5Z', '2026-11-23T17:22:33.500Z'],
    ['an offset without a colon', '2026-11-23T22:52:33+0530', '2026-11-23T17:22:33.000Z'],
    ['an offset of hours', '2026-11-23T18:22:33+01', '2026-11-23T17:22:33.000Z'],
    ['a space for the T', '2026-11-23 17:22:33Z', '2026-11-23T17:22:33.000Z'],
    ['a space before the zone', '2026-11-23 17:22:33 +0000', '2026-11-23T17:22:33.000Z'],
    ['no zone, which is UTC', '2026-11-23T17:22:33.123', '2026-11-23T17:22:33.123Z'],
    ['minutes only', '2026-11-23T17:22Z', '2026-11-23T17:22:00.000Z'],
    ['a date', '2026-11-23', '2026-11-23T00:00:00.000Z'],
    ['a leap day', '2024-02-29T00:00:00.000Z', '2024-02-29T00:00:00.000Z'],
    ['a leap second', '2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
    ['a leap second with milliseconds', '2016-12-31T23:59:60.000Z', '2017-01-01T00:00:00.000Z'],
    ['a year of the first century', '0042-03-01T00:00:00.000Z', '0042-03-01T00:00:00.000Z'],
  ])('reads %s', (_, text, expected) => {
    expect(formatTime(parseTime(text) ?? Number.NaN)).toBe(expected)
  })

  it.each([
    'yesterday',
    '',
    '2026',
    '2026-13-01T00:00:00.000Z',
    '2026-02-30T00:00:00.000Z',
    '2023-02-29',
    '2026-11-23T25:00:00Z',
    '2026-11-23T24:00:00.000Z',
    '2026-11-23T17:60:00Z',
    '2026-11-23T17:22:61Z',
    '2026-11-23T17:22:33.Z',
    '2026-00-01',
    '2026-01-00T00:00:00.000Z',
    '23/11/2026',
    '1700000000000',
    '0000-01-01T00:00:00+01:00',
    '9999-12-31T23:59:59-01:00',
    '9999-12-31T23:59:60.000Z',
    '2026-11-23T17:22:33+01:99',
  ])('does not read %j', (text) => {
    expect(parseTime(text)).toBeNull()
  })

  it('reads text only', () => {
    for (const value of [null, undefined, 1700000000000, {}, [], true]) {
      expect(parseTime(value)).toBeNull()
    }
  })

  it('never throws and never answers NaN, whatever the text', () => {
    fc.assert(fc.property(fc.string(), (text) => !Number.isNaN(parseTime(text))))
  })

  it('reads what formatTime writes, which is what toISOString writes', () => {
    fc.assert(
      fc.property(anyTime, (ms) => {
        expect(formatTime(ms)).toBe(new Date(ms).toISOString())
        expect(parseTime(formatTime(ms))).toBe(ms)
      }),
    )
  })

  it('reads the same moment in any zone and with any number of digits', () => {
    const offset = fc.integer({ min: -14 * 60, max: 14 * 60 })
    const digits = fc.integer({ min: 3, max: 9 })
    fc.assert(
      fc.property(anyTime, offset, digits, (ms, minutes, width) => {
        const local = new Date(ms + minutes * 60_000).toISOString().slice(0, -1)
        const two = (n: number) => String(n).padStart(2, '0')
        const zone = `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`
        expect(parseTime(`${local.padEnd(20 + width, '7')}${zone}`)).toBe(ms)
      }),
    )
  })
})

describe('correctTimes', () => {
  const time = fc.integer({ min: at('1990-01-01'), max: at('2100-01-01') })

  it('keeps the time between happening and sending, by the receiver’s clock', () => {
    fc.assert(
      fc.property(time, time, time, (original, sent, received) => {
        const times = correctTimes({ original, sent, received })
        expect(at(times.timestamp)).toBe(received - (sent - original))
        expect(at(times.originalTimestamp)).toBe(original)
        expect(at(times.sentAt)).toBe(sent)
      }),
    )
  })

  it('does not depend on how wrong the caller’s clock is', () => {
    fc.assert(
      fc.property(
        time,
        fc.nat(86_400_000),
        time,
        fc.integer({ min: -1e12, max: 1e12 }),
        (original, delay, received, skew) => {
          const right = correctTimes({ original, sent: original + delay, received })
          const skewed = correctTimes({
            original: original + skew,
            sent: original + delay + skew,
            received,
          })
          expect(skewed.timestamp).toBe(right.timestamp)
        },
      ),
    )
  })

  it('keeps the given time when nothing says when it was sent', () => {
    fc.assert(
      fc.property(time, time, (original, received) => {
        const times = correctTimes({ original, sent: null, received })
        expect(at(times.timestamp)).toBe(original)
        expect(at(times.sentAt)).toBe(received)
      }),
    )
  })

  it('takes the time of receipt for a missing one, even when the time of sending is known', () => {
    const received = at('2026-11-23T17:00:00Z')
    const times = correctTimes({ original: null, sent: at('2020-01-01'), received })
    expect(at(times.timestamp)).toBe(received)
    expect(at(times.originalTimestamp)).toBe(received)
  })

  it('never writes a time that is not four digits of year and UTC', () => {
    fc.assert(
      fc.property(anyTime, anyTime, anyTime, (original, sent, received) => {
        const times = correctTimes({ original, sent, received })
        for (const text of Object.values(times)) {
          expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
        }
      }),
    )
  })
})
