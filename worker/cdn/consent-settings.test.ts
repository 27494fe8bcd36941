import { expect, it } from 'vitest'
import { makeSource, makeTarget } from '../../test/builders/make-source.ts'
import { categoriesOf, consentSettings } from './consent-settings.ts'

const target = (destinationId: string, integrationName: string, consentCategories: string[]) =>
  makeTarget({ destinationId, integrationName, consentCategories })

it('names every category once, and says whether a destination asks for none', () => {
  const ads = target('dst_1', 'Ads', ['c2', 'c1'])
  const more = target('dst_2', 'More', ['c2'])
  const free = target('dst_3', 'Free', [])
  expect(consentSettings(makeSource({ targets: [ads, more] }))).toEqual({
    allCategories: ['c1', 'c2'],
    hasUnmappedDestinations: false,
  })
  expect(consentSettings(makeSource({ targets: [ads, free] }))).toMatchObject({
    hasUnmappedDestinations: true,
  })
  const off = { ...free, enabled: false }
  expect(consentSettings(makeSource({ targets: [ads, off] }))).toMatchObject({
    hasUnmappedDestinations: false,
  })
})

it('asks on the page for what all instances of a name ask for', () => {
  const targets = [target('dst_1', 'Ads', ['c1', 'c2']), target('dst_2', 'Ads', ['c2'])]
  expect(categoriesOf(makeSource({ targets }), 'Ads')).toEqual(['c2'])
  const third = target('dst_3', 'Ads', [])
  expect(categoriesOf(makeSource({ targets: [...targets, third] }), 'Ads')).toEqual([])
})
