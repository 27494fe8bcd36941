import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeForValues } from './dynamic-name.ts'
import { judgeEventName } from './event-name.ts'
import { hintsForEvents, hintsForFields } from './naming-hints.ts'

/** Names that specifications use, and others that people chose well. */
const FINE = `
Account Added User|Account Created|Account Deleted|Account Removed User|Action Invoked|Application Backgrounded
Application Crashed|Application Foregrounded|Application Installed|Application Opened|Application Uninstalled|Application Updated
Cart Shared|Cart Viewed|Checkout Started|Checkout Step Completed|Checkout Step Viewed|Component Loaded|Conversation Ended
Conversation Started|Coupon Applied|Coupon Denied|Coupon Entered|Coupon Removed|Deep Link Clicked|Deep Link Opened|Email Bounced
Email Delivered|Email Link Clicked|Email Marked as Spam|Email Opened|Experiment Viewed|Feedback Submitted|Install Attributed
Invite Sent|Live Chat Conversation Ended|Live Chat Conversation Started|Live Chat Message Received|Live Chat Message Sent
Media Generated|Message Received|Message Sent|Order Cancelled|Order Completed|Order Refunded|Order Updated|Payment Info Entered
Product Added|Product Added to Wishlist|Product Clicked|Product List Filtered|Product List Viewed|Product Removed
Product Removed from Wishlist|Product Reviewed|Product Shared|Product Viewed|Products Searched|Promotion Clicked|Promotion Viewed
Push Notification Bounced|Push Notification Received|Push Notification Tapped|Signed In|Signed Out|Signed Up|Trial Ended
Trial Started|Unsubscribed|Video Ad Completed|Video Ad Playing|Video Ad Started|Video Content Completed|Video Content Playing
Video Content Started|Video Playback Buffer Completed|Video Playback Buffer Started|Video Playback Completed|Video Playback Exited
Video Playback Interrupted|Video Playback Paused|Video Playback Resumed|Video Playback Seek Completed|Video Playback Seek Started
Video Playback Started|Video Quality Updated|Wishlist Product Added to Cart
SMS Sent|FAQ Opened|API Key Created|iOS App Opened|eBook Downloaded|OAuth Token Refreshed|A/B Test Viewed|Sign-Up Started|Q&A Posted
Page Viewed|Checkout Step 2 Viewed|Top 100 Viewed|GA4 Synced|Plan Upgraded to Pro|Logged In|Opted Out|Checked Out|Feed Viewed
Saved Search Deleted|Related Product Clicked|Offer Won|Password Reset|Files Uploaded|Invoice Paid|PDF Exported|SSO Login Failed
3D Model Rotated|Onboarding Step Skipped|Bestellung abgeschickt|Commande Passée|Homepage|Lead|注文完了|Заказ Оформлен
`
  .split(/[|\n]/)
  .filter((name) => name !== '')

describe('names of events', () => {
  it.each(FINE.filter((name) => name !== 'Bestellung abgeschickt'))('%s is fine', (name) => {
    expect(hintsForEvents([{ name, seen: 1 }])).toEqual(new Map())
  })

  it('are judged one by one: the standard names do not disturb each other', () => {
    const events = FINE.filter((name) => name !== 'Bestellung abgeschickt')
    expect(hintsForEvents(events.map((name) => ({ name, seen: 1 })))).toEqual(new Map())
  })

  it.each([
    ['order_completed', 'Order Completed'],
    ['orderCompleted', 'Order Completed'],
    ['OrderCompleted', 'Order Completed'],
    ['order-completed', 'Order Completed'],
    ['ORDER COMPLETED', 'Order Completed'],
    ['ORDER_COMPLETED', 'Order Completed'],
    ['order completed', 'Order Completed'],
    ['Order completed', 'Order Completed'],
    ['Order  Completed', 'Order Completed'],
    [' Order Completed', 'Order Completed'],
    ['product_added_to_cart', 'Product Added to Cart'],
    ['Completed Order', 'Order Completed'],
    ['Viewed Product Category', 'Product Category Viewed'],
    ['Complete Order', 'Order Completed'],
    ['Completing Order', 'Order Completed'],
    ['click_button', 'Button Clicked'],
    ['Click Button', 'Button Clicked'],
    ['Button Click', 'Button Clicked'],
    ['button clicks', 'Button Clicked'],
    ['Page View', 'Page Viewed'],
    ['page_view', 'Page Viewed'],
    ['Form Submit', 'Form Submitted'],
    ['Send Message', 'Message Sent'],
    ['sign_up', 'Sign Up'],
    ['Purchase', 'Purchased'],
    ['purchase', 'Purchased'],
    ['Add to Cart', ''],
    ['add_to_cart', ''],
    ['Abandoned Cart', 'Cart Abandoned'],
    ['httpRequestFailed', 'Http Request Failed'],
    ['APIKeyCreated', 'API Key Created'],
    ['Bestellung abgeschickt', 'Bestellung Abgeschickt'],
  ])('%s: rather %s', (name, suggestion) => {
    expect(judgeEventName(name)).toMatchObject({ problem: 'not_object_action', suggestion })
  })

  it.each([
    ['Order 123456 Completed', 'Order Completed'],
    ['Order 2026-11-23 Completed', 'Order Completed'],
    ['order_completed_9f8e7d6c5b4a', 'order_completed'],
    ['Viewed 1b4e28ba-2fa1-11d2-883f-0016d3cca427', 'Viewed'],
    ['Mail to a.person@example.com Sent', 'Mail to Sent'],
    ['Page https://example.com/a?b=1', 'Page'],
  ])('%s has a value in it: rather %s', (name, suggestion) => {
    expect(judgeForValues(name)).toMatchObject({ problem: 'dynamic_name', suggestion })
  })

  it.each([
    'Windows 2000 Started',
    'iPhone 15 Viewed',
    'Black Friday 2026 Viewed',
    'Decade Faded',
    'Cafe Added',
  ])('%s has no value in it', (name) => {
    expect(judgeForValues(name)).toBeNull()
  })

  it('that differ in a number only are one name, when there are many', () => {
    const levels = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ name: `Level ${n + 1} Completed`, seen: 1 }))
    expect(hintsForEvents(levels(4))).toEqual(new Map())
    const hints = hintsForEvents(levels(12))
    expect(hints.get('Level 7 Completed')).toMatchObject([
      { problem: 'dynamic_name', suggestion: 'Level Completed' },
    ])
    expect(hints.size).toBe(12)
  })

  it('that are one name in several spellings are near duplicates of the one that keeps to the convention', () => {
    const hints = hintsForEvents([
      { name: 'order_completed', seen: 500 },
      { name: 'Order Completed', seen: 10 },
      { name: 'OrderCompleted', seen: 20 },
      { name: 'Completed Order', seen: 1 },
      { name: 'Orders Completed', seen: 1 },
    ])
    expect(hints.has('Order Completed')).toBe(false)
    expect(hints.has('Orders Completed')).toBe(false)
    for (const name of ['order_completed', 'OrderCompleted', 'Completed Order']) {
      expect(hints.get(name)).toMatchObject([
        { problem: 'not_object_action', suggestion: 'Order Completed' },
        { problem: 'near_duplicate', suggestion: 'Order Completed' },
      ])
    }
  })

  it('are never suggested to be what would be found wrong again', () => {
    const word = fc.constantFrom('order', 'Complete', 'view', 'PAGE', 'to', 'cart', 'added', '1')
    const joint = fc.constantFrom(' ', '_', '-', '', '  ')
    const name = fc
      .array(fc.tuple(word, joint), { minLength: 1, maxLength: 5 })
      .map((parts) => parts.flat().join(''))
    fc.assert(
      fc.property(name, (text) => {
        const suggestion = judgeEventName(text)?.suggestion ?? ''
        if (suggestion !== '') {
          const again = judgeEventName(suggestion)?.suggestion ?? ''
          expect(['', suggestion]).toContain(again)
        }
      }),
    )
  })
})

describe('names of fields', () => {
  const judged = (paths: string[], kind: 'track' | 'identify' = 'track') =>
    Object.fromEntries(
      [
        ...hintsForFields(
          paths.map((path) => ({ path, seen: 1 })),
          kind,
        ),
      ].map(([path, hints]) => [
        path,
        hints.map(({ problem, suggestion }) => [problem, suggestion]),
      ]),
    )

  it('are in snake case, key by key', () => {
    expect(
      judged([
        'order_id',
        'products',
        'products.$.sku',
        'products.$.productId',
        'Total Price',
        'utm-source',
        'UPPER',
        'address2',
        '_internal',
        '$set',
        'größe',
        '名前',
        'a\\.b',
      ]),
    ).toEqual({
      'products.$.productId': [['not_snake_case', 'product_id']],
      'Total Price': [['not_snake_case', 'total_price']],
      'utm-source': [['not_snake_case', 'utm_source']],
      UPPER: [['not_snake_case', 'upper']],
      'a\\.b': [['not_snake_case', 'a_b']],
    })
  })

  it('may be what the specification of identify calls them', () => {
    const traits = ['firstName', 'lastName', 'createdAt', 'address.postalCode', 'email', 'planName']
    expect(judged(traits, 'identify')).toEqual({
      planName: [['not_snake_case', 'plan_name']],
    })
    expect(Object.keys(judged(['createdAt'], 'track'))).toEqual(['createdAt'])
  })

  it('that are values themselves are found', () => {
    const items = Array.from({ length: 6 }, (_, n) => `item_${n}`)
    expect(judged(['scores.1234567', 'by_day.2026-11-23', ...items])).toMatchObject({
      'scores.1234567': [['dynamic_name', '']],
      'by_day.2026-11-23': [['dynamic_name', '']],
      item_3: [['dynamic_name', 'item']],
    })
  })

  it('are near duplicates only beside each other', () => {
    expect(judged(['order_id', 'orderId', 'cart.orderId'])).toEqual({
      orderId: [
        ['not_snake_case', 'order_id'],
        ['near_duplicate', 'order_id'],
      ],
      'cart.orderId': [['not_snake_case', 'order_id']],
    })
  })
})
