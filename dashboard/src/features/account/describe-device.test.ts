import { describe, expect, it } from 'vitest'
import { describeDevice } from './describe-device.ts'

const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko)'

describe('describeDevice', () => {
  it.each([
    [`${MAC} Chrome/140.0.0.0 Safari/537.36`, 'Chrome on macOS'],
    [`${MAC} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`, 'Edge on macOS'],
    [`${MAC} Version/18.4 Safari/605.1.15`, 'Safari on macOS'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/140.0 Safari/604.1',
      'Chrome on iOS',
    ],
    ['curl/8.0', 'Unknown device'],
    [null, 'Unknown device'],
  ])('names what %s is', (userAgent, name) => {
    expect(describeDevice(userAgent)).toBe(name)
  })
})
