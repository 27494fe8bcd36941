import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  byRuleId,
  changesBetween,
  type DraftRule,
  draftChanges,
  draftRemovals,
  draftUpserts,
  type RuleContent,
  type RuleUpsert,
  revertDraft,
  withDraft,
} from './plan-draft.ts'

const rule = (key: string, title = key, version = 1): RuleContent => ({
  type: 'TRACK',
  key,
  version,
  jsonSchema: { title },
})
const name = (key: string, version = 1) => ({ type: 'TRACK' as const, key, version })
const NO_DRAFT = new Map<string, DraftRule>()

const edited = (
  live: RuleContent[],
  upserts: RuleUpsert[],
  draft: ReadonlyMap<string, DraftRule> = NO_DRAFT,
) => {
  const done = draftUpserts(byRuleId(live), draft, upserts)
  if (!done.ok) throw new Error(done.error.reason)
  return done.value
}
const removed = (live: RuleContent[], keys: string[], draft = NO_DRAFT) => {
  const done = draftRemovals(
    byRuleId(live),
    draft,
    keys.map((key) => name(key)),
  )
  if (!done.ok) throw new Error(done.error.reason)
  return done.value
}
const changes = (live: RuleContent[], draft: ReadonlyMap<string, DraftRule>) =>
  draftChanges(byRuleId(live), draft).map(({ change, key, previousKey, conflict }) => ({
    change,
    key,
    previousKey,
    conflict,
  }))
const keysAfter = (live: RuleContent[], draft: ReadonlyMap<string, DraftRule>) =>
  [...withDraft(byRuleId(live), draft).values()].map(({ key }) => key).sort()

describe('a draft', () => {
  const live = [rule('Order Completed'), rule('Order Refunded')]

  it('adds, changes and removes rules', () => {
    let draft = edited(live, [rule('Order Completed', 'other'), rule('Order Shipped')])
    draft = removed(live, ['Order Refunded'], draft)
    expect(changes(live, draft)).toEqual([
      { change: 'changed', key: 'Order Completed', previousKey: null, conflict: false },
      { change: 'removed', key: 'Order Refunded', previousKey: null, conflict: false },
      { change: 'added', key: 'Order Shipped', previousKey: null, conflict: false },
    ])
    expect(keysAfter(live, draft)).toEqual(['Order Completed', 'Order Shipped'])
  })

  it('has nothing of a rule that is written as it is in force', () => {
    const draft = edited(live, [rule('Order Completed', 'other')])
    expect(edited(live, [rule('Order Completed')], draft).size).toBe(0)
  })

  it('renames a rule, and takes the name back', () => {
    const draft = edited(live, [{ ...rule('Order Completed'), newKey: 'Order Paid' }])
    expect(changes(live, draft)).toEqual([
      { change: 'changed', key: 'Order Paid', previousKey: 'Order Completed', conflict: false },
    ])
    expect(keysAfter(live, draft)).toEqual(['Order Paid', 'Order Refunded'])
    const back = edited(
      live,
      [{ ...rule('Order Paid', 'Order Completed'), newKey: 'Order Completed' }],
      draft,
    )
    expect(back.size).toBe(0)
  })

  it('removes a rule that it renamed by its old name, and one that it added without a trace', () => {
    let draft = edited(live, [
      { ...rule('Order Completed'), newKey: 'Order Paid' },
      rule('Order Shipped'),
    ])
    draft = removed(live, ['Order Paid', 'Order Shipped'], draft)
    expect(changes(live, draft)).toEqual([
      { change: 'removed', key: 'Order Completed', previousKey: null, conflict: false },
    ])
  })

  it('refuses to give two rules one name, and to rename or remove what is not there', () => {
    const rules = byRuleId(live)
    expect(
      draftUpserts(rules, NO_DRAFT, [{ ...rule('Order Completed'), newKey: 'Order Refunded' }]),
    ).toEqual({ ok: false, error: { reason: 'rule_exists', rule: name('Order Refunded') } })
    expect(draftUpserts(rules, NO_DRAFT, [{ ...rule('Nothing'), newKey: 'Something' }])).toEqual({
      ok: false,
      error: { reason: 'no_such_rule', rule: name('Nothing') },
    })
    expect(draftRemovals(rules, NO_DRAFT, [name('Order Completed', 2)])).toEqual({
      ok: false,
      error: { reason: 'no_such_rule', rule: name('Order Completed', 2) },
    })
  })

  it('tells when the rule was changed, removed or added by somebody else meanwhile', () => {
    let draft = edited(live, [rule('Order Completed', 'mine'), rule('Order Shipped', 'mine')])
    draft = removed(live, ['Order Refunded'], draft)
    const theirs = [
      rule('Order Completed', 'theirs'),
      rule('Order Refunded', 'theirs'),
      rule('Order Shipped', 'theirs'),
    ]
    expect(changes(theirs, draft).every(({ conflict }) => conflict)).toBe(true)
    expect(changes([], edited(live, [rule('Order Completed', 'mine')]))).toEqual([
      { change: 'added', key: 'Order Completed', previousKey: null, conflict: true },
    ])
  })

  it('has nothing to say where somebody else has done the same', () => {
    const draft = edited(live, [rule('Order Completed', 'same')])
    expect(changes([rule('Order Completed', 'same')], draft)).toEqual([])
    expect(changes([], removed(live, ['Order Completed']))).toEqual([])
  })

  it('lets single changes be taken back', () => {
    const draft = edited(live, [rule('Order Completed', 'other'), rule('Order Shipped')])
    expect(changes(live, revertDraft(draft, [name('Order Shipped')]))).toEqual([
      { change: 'changed', key: 'Order Completed', previousKey: null, conflict: false },
    ])
  })
})

describe('any edits', () => {
  const keys = fc.constantFrom('a', 'b', 'c', 'd')
  const edit = fc.oneof(
    fc.record({ what: fc.constant('write' as const), key: keys, title: fc.constantFrom('1', '2') }),
    fc.record({ what: fc.constant('rename' as const), key: keys, to: keys }),
    fc.record({ what: fc.constant('remove' as const), key: keys }),
  )

  it('leave a draft whose merging gives what was edited, and whose changes say what', () => {
    fc.assert(
      fc.property(fc.uniqueArray(keys), fc.array(edit), (there, edits) => {
        const live = byRuleId(there.map((key) => rule(key, '0')))
        let draft: ReadonlyMap<string, DraftRule> = NO_DRAFT
        // The plan as somebody would see it who knows of no draft.
        const model = new Map(there.map((key) => [key, '0']))
        for (const step of edits) {
          if (step.what === 'write') {
            model.set(step.key, step.title)
            draft = edited([...live.values()], [rule(step.key, step.title)], draft)
          } else if (step.what === 'rename') {
            const title = model.get(step.key)
            const own = draft.get(JSON.stringify(['TRACK', step.key, 1]))?.previousKey ?? step.key
            const taken = model.has(step.to) || (there.includes(step.to) && own !== step.to)
            if (title === undefined || (taken && step.to !== step.key)) continue
            model.delete(step.key)
            model.set(step.to, title)
            const upsert = { ...rule(step.key, title), newKey: step.to }
            draft = edited([...live.values()], [upsert], draft)
          } else if (model.delete(step.key)) {
            draft = removed([...live.values()], [step.key], new Map(draft))
          }
        }
        const merged = withDraft(live, draft)
        const titles = [...merged.values()].map(({ key, jsonSchema }) => [key, jsonSchema.title])
        expect(new Map(titles as [string, string][])).toEqual(model)
        const drafted = draftChanges(live, draft)
        expect(drafted.some(({ conflict }) => conflict)).toBe(false)
        const same = JSON.stringify([...live].sort()) === JSON.stringify([...merged].sort())
        if (same) expect(changesBetween(live, merged)).toEqual([])
      }),
    )
  })
})
