import type { Page } from 'playwright-core'

const MAX_STOPS = 600

interface Stop {
  /** Null where the Tab key has left the page. */
  name: string | null
  isShown: boolean
  hasRing: boolean
}

/** What has the focus now; it is marked as seen. */
const HERE = `(() => {
  const element = document.activeElement
  if (element === null || element === document.body) return { name: null, isShown: true, hasRing: true }
  element.setAttribute('data-walked', '')
  const isRinged = (one) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(one)
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0
  }
  // A control that is made of several elements has its ring around all of them.
  const around = [element, element.parentElement, element.parentElement?.parentElement]
  const box = element.getBoundingClientRect()
  return {
    name: element.outerHTML.slice(0, 160),
    isShown: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < window.innerHeight,
    hasRing: around.some((one) => one && isRinged(one)),
  }
})()`

/** What can be used and was never reached. Of a group that the arrow keys go through, one stop is enough. */
const MISSED = `
  [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
    .filter((element) => {
      if (element.hasAttribute('data-walked') || element.tabIndex < 0 || element.disabled) return false
      if (element.closest('[inert], [aria-hidden=true]')) return false
      if (element.querySelector('[data-walked]') !== null) return false
      // Of radio buttons the Tab key comes to the checked one, and the arrow keys to the others.
      const group = element.type === 'radio' ? document.getElementsByName(element.name) : []
      if ([...group].some((one) => one.hasAttribute('data-walked'))) return false
      const { width, height } = element.getBoundingClientRect()
      return width > 0 && height > 0 && getComputedStyle(element).visibility !== 'hidden'
    })
    .map((element) => element.outerHTML.slice(0, 160))
`

/** Goes through the page with the Tab key. @returns what a person without a mouse could not use, or not see. */
export async function keyboardFaults(page: Page): Promise<string[]> {
  const faults: string[] = []
  // Some pages begin in the middle, with the focus on what is asked for: the way ends when it has left them twice.
  let left = 0
  for (let stops = 0; left < 2; stops += 1) {
    if (stops === MAX_STOPS) return [...faults, 'the Tab key never leaves the page']
    await page.keyboard.press('Tab')
    const { name, isShown, hasRing } = (await page.evaluate(HERE)) as Stop
    if (name === null) left += 1
    if (!isShown) faults.push(`the focus is out of sight: ${name}`)
    if (!hasRing) faults.push(`the focus is not seen: ${name}`)
  }
  const missed = (await page.evaluate(MISSED)) as string[]
  return [...faults, ...missed.map((name) => `the Tab key does not come to: ${name}`)]
}
