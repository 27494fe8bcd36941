import { describe, expect, it } from 'vitest'
import type { SchemaAnswer, SchemaControls, SchemaEvent } from '../../api/schema.ts'
import { eventsWithUnseen, isUnseen, traitsWithUnseen } from './unseen.ts'

const NO_CONTROLS: SchemaControls = {
  blockedEvents: [],
  blockPage: false,
  blockScreen: false,
  blockedIdentifyTraits: [],
  blockedGroupTraits: [],
  destinationsOff: {},
}
const answer = (controls: Partial<SchemaControls>, ...names: string[]) =>
  ({
    controls: { ...NO_CONTROLS, ...controls },
    events: names.map((name) => ({ kind: 'track', name, lastSeen: '2026' }) as SchemaEvent),
  }) as SchemaAnswer

describe('what was never seen', () => {
  it('is on the list when a control is about it, once', () => {
    const events = eventsWithUnseen(
      answer({ blockedEvents: ['A', 'Gone'], destinationsOff: { Gone: ['d'], Kept: ['d'] } }, 'A'),
      'track',
    )
    expect(events.map(({ name, off, destinationsOff }) => [name, off, destinationsOff])).toEqual([
      ['A', undefined, undefined],
      ['Gone', true, ['d']],
      ['Kept', false, ['d']],
    ])
    expect(events.map(isUnseen)).toEqual([false, true, true])
  })

  it('is a call of its kind, whatever else was seen', () => {
    expect(eventsWithUnseen(answer({ blockPage: true }, 'A'), 'page')).toMatchObject([
      { off: true },
    ])
    expect(eventsWithUnseen(answer({ blockPage: true }, 'A'), 'screen')).toEqual([])
    const identify = eventsWithUnseen(answer({ blockedIdentifyTraits: ['email'] }), 'identify')
    expect(identify).toMatchObject([{ kind: 'identify', off: false }])
  })

  it('is a trait that is blocked', () => {
    const { controls } = answer({ blockedGroupTraits: ['plan'] })
    expect(traitsWithUnseen([], controls, 'group')).toMatchObject([{ path: 'plan', off: true }])
    expect(traitsWithUnseen([], controls, 'identify')).toEqual([])
  })
})
