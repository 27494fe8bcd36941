import { beforeEach, describe, expect, it } from 'vitest'
import { createEditedWorkspace } from '../../../test/fakes/edited-workspace.ts'
import type { FakeD1 } from '../../../test/fakes/fake-d1.ts'
import type { RuleContent } from '../../domain/protocols/plan-draft.ts'
import { createSnapshots } from '../../platform/snapshots.ts'
import type { Actor } from './audit.ts'
import { getChangelogEntry, listChangelog } from './plan-changelog.ts'
import {
  draftUpsertsAndRemovals,
  mergeDraft,
  readDraft,
  removeInDraft,
  removeRules,
  replaceRules,
  revertInDraft,
  upsertDraft,
  upsertRules,
} from './plan-edits.ts'
import { rulesOfPlan } from './plan-rules.ts'
import { connectPlan, disconnectPlan, updateEnforcement } from './plan-sources.ts'
import type { EditDeps } from './snapshot.ts'
import { createSource, deleteSource } from './sources.ts'
import { createPlan, deletePlan, getPlan, listPlans, updatePlan } from './tracking-plans.ts'

let fake: FakeD1
let deps: EditDeps
let actor: Actor

beforeEach(() => {
  ;({ fake, deps, actor } = createEditedWorkspace(() => undefined))
})

const done = <T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}
const rule = (key: string, title = key, version = 1): RuleContent => ({
  type: 'TRACK',
  key,
  version,
  jsonSchema: { title },
})
const newPlan = async (rules: RuleContent[] = [], type: 'LIVE' | 'RULE_LIBRARY' = 'LIVE') =>
  done(await createPlan(deps, actor, { name: 'Shop', description: '', type, rules })).id
const newSource = async (slug = 'site') =>
  done(
    await createSource(deps, actor, {
      slug,
      name: slug,
      catalogSlug: 'javascript',
      enabled: true,
      settings: {},
      writeKey: `key-${slug}`,
    }),
  ).id
const titles = async (planId: string) =>
  Object.fromEntries(
    (await rulesOfPlan(deps.db, planId)).map(({ key, version, jsonSchema }) => [
      `${key} ${version}`,
      jsonSchema.title,
    ]),
  )
const snapshot = () => createSnapshots(fake.db, () => 0).current(() => {})
/** What a source's events are held against. */
const inForce = async (sourceId: string) => {
  const current = await snapshot()
  const plan = (await current.source(sourceId))?.plan
  return plan && { name: plan.name, rules: await current.plan(plan.planId), plan }
}

describe('a plan', () => {
  it('has a slug of its own, and keeps it', async () => {
    await newPlan()
    const id = await newPlan()
    done(await updatePlan(deps, actor, id, { name: 'Renamed' }))
    expect(await getPlan(deps.db, actor.workspaceId, id)).toMatchObject({
      name: 'Renamed',
      slug: 'shop-2',
    })
    const { total } = await listPlans(deps.db, actor.workspaceId, { offset: 0, count: 10 }, 'LIVE')
    expect(total).toBe(2)
  })

  it('has rules that are written, renamed, removed and replaced one by one', async () => {
    const id = await newPlan([rule('a'), rule('b')])
    done(await upsertRules(deps, actor, id, [rule('a', 'new'), rule('c'), rule('c', 'two', 2)]))
    done(await upsertRules(deps, actor, id, [{ ...rule('b'), newKey: 'd' }]))
    expect(await titles(id)).toEqual({ 'a 1': 'new', 'c 1': 'c', 'c 2': 'two', 'd 1': 'b' })
    done(await removeRules(deps, actor, id, [rule('c')]))
    expect(await titles(id)).toEqual({ 'a 1': 'new', 'c 2': 'two', 'd 1': 'b' })
    done(await replaceRules(deps, actor, id, [rule('e')]))
    expect(await titles(id)).toEqual({ 'e 1': 'e' })
    const { items } = await listChangelog(deps.db, id, { offset: 0, count: 10 })
    expect(items.map(({ via, added, changed, removed }) => [via, added, changed, removed])).toEqual(
      [
        ['api', 1, 0, 3],
        ['api', 0, 0, 1],
        ['api', 0, 1, 0],
        ['api', 2, 1, 0],
        ['creation', 2, 0, 0],
      ],
    )
    const renamed = await getChangelogEntry(deps.db, id, items[2]?.id ?? '')
    expect(renamed?.changes).toMatchObject([{ change: 'changed', key: 'd', previousKey: 'b' }])
  })

  it('is not changed by an edit of which a part is wrong', async () => {
    const id = await newPlan([rule('a')])
    const edited = await upsertRules(deps, actor, id, [
      rule('a', 'new'),
      { ...rule('b'), newKey: 'c' },
    ])
    expect(edited).toMatchObject({ ok: false, error: { reason: 'no_such_rule' } })
    const common = { type: 'COMMON' as const, key: '', jsonSchema: {} }
    expect(
      await upsertRules(deps, actor, id, [
        { ...common, version: 1 },
        { ...common, version: 2 },
      ]),
    ).toMatchObject({ ok: false, error: { reason: 'one_version' } })
    expect(await titles(id)).toEqual({ 'a 1': 'a' })
  })

  it('takes two thousand rules in one step', async () => {
    const rules = Array.from({ length: 2000 }, (_, n) => rule(`Event ${n}`, 'x'.repeat(500)))
    const id = await newPlan(rules)
    expect((await rulesOfPlan(deps.db, id)).length).toBe(2000)
    expect(await replaceRules(deps, actor, id, [...rules, rule('one more')])).toMatchObject({
      ok: false,
      error: { reason: 'too_many_rules' },
    })
  })

  it('is written rule by rule: what an edit does not touch costs nothing', async () => {
    const id = await newPlan([rule('a'), rule('b'), rule('c')])
    fake.sqlite.exec(
      `CREATE TABLE written (key TEXT);
       CREATE TRIGGER w AFTER UPDATE ON tracking_plan_rules BEGIN INSERT INTO written VALUES (new.key); END`,
    )
    done(await upsertRules(deps, actor, id, [rule('b', 'new')]))
    expect(fake.sqlite.prepare('SELECT key FROM written').all()).toEqual([{ key: 'b' }])
  })

  it('that would begin with too many rules is not made', async () => {
    const rules = Array.from({ length: 2001 }, (_, n) => rule(`Event ${n}`))
    const plan = { name: 'Shop', description: '', type: 'LIVE' as const, rules }
    expect(await createPlan(deps, actor, plan)).toMatchObject({
      ok: false,
      error: { reason: 'too_many_rules' },
    })
  })
})

describe('a draft', () => {
  it('is in force only when it is merged, all at once, with a message', async () => {
    const id = await newPlan([rule('a'), rule('b')])
    done(await upsertDraft(deps, actor, id, [rule('a', 'new'), rule('c')]))
    done(await removeInDraft(deps, actor, id, [rule('b')]))
    expect(await titles(id)).toEqual({ 'a 1': 'a', 'b 1': 'b' })
    const { changes } = await readDraft(deps.db, id)
    expect(changes.map(({ change, key }) => `${change} ${key}`)).toEqual([
      'changed a',
      'removed b',
      'added c',
    ])
    const entry = done(
      await mergeDraft(deps, actor, id, { message: 'Spring', overwriteConflicts: false }),
    )
    expect(entry).toMatchObject({
      message: 'Spring',
      by: 'Token',
      added: 1,
      changed: 1,
      removed: 1,
    })
    expect(await titles(id)).toEqual({ 'a 1': 'new', 'c 1': 'c' })
    expect((await readDraft(deps.db, id)).draft.size).toBe(0)
  })

  it('of any size is merged in few statements', async () => {
    const id = await newPlan([rule('old')])
    const rules = Array.from({ length: 1500 }, (_, n) => rule(`Event ${n}`))
    done(await draftUpsertsAndRemovals(deps, actor, id, rules, true))
    fake.statements.length = 0
    done(await mergeDraft(deps, actor, id, { message: '', overwriteConflicts: false }))
    expect(fake.statements.length).toBeLessThan(60)
    expect((await rulesOfPlan(deps.db, id)).length).toBe(1500)
    expect((await readDraft(deps.db, id)).draft.size).toBe(0)
  })

  it('that was overtaken is merged only by somebody who says so', async () => {
    const id = await newPlan([rule('a')])
    done(await upsertDraft(deps, actor, id, [rule('a', 'mine')]))
    done(await upsertRules(deps, actor, id, [rule('a', 'theirs')]))
    const merge = (overwriteConflicts: boolean) =>
      mergeDraft(deps, actor, id, { message: '', overwriteConflicts })
    expect(await merge(false)).toMatchObject({
      ok: false,
      error: { reason: 'draft_conflict', rules: [{ key: 'a' }] },
    })
    done(await merge(true))
    expect(await titles(id)).toEqual({ 'a 1': 'mine' })
  })

  it('is taken back rule by rule, or all of it', async () => {
    const id = await newPlan([rule('a')])
    done(await upsertDraft(deps, actor, id, [rule('a', 'new'), rule('b'), rule('c')]))
    const one = done(await revertInDraft(deps, actor, id, [rule('b')]))
    expect(one.changes.map(({ key }) => key)).toEqual(['a', 'c'])
    expect(done(await revertInDraft(deps, actor, id, null)).changes).toEqual([])
  })
})

describe('a connected plan', () => {
  it('is in the snapshot with its rules, and leaves it when nobody is connected', async () => {
    const id = await newPlan([rule('a')])
    const sourceId = await newSource()
    expect(await inForce(sourceId)).toBeUndefined()
    done(await connectPlan(deps, actor, id, sourceId))
    expect((await inForce(sourceId))?.rules).toEqual([{ ...rule('a'), deprecated: false }])
    done(await upsertRules(deps, actor, id, [rule('a', 'new')]))
    expect((await inForce(sourceId))?.rules).toEqual([{ ...rule('a', 'new'), deprecated: false }])
    done(await updatePlan(deps, actor, id, { name: 'Renamed' }))
    expect((await inForce(sourceId))?.name).toBe('Renamed')
    done(await disconnectPlan(deps, actor, id, sourceId))
    expect(await inForce(sourceId)).toBeUndefined()
    expect(await (await snapshot()).plan(id)).toBeUndefined()
  })

  it('leaves the snapshot with its last source, and with itself', async () => {
    const id = await newPlan([rule('a')])
    const [one, two] = [await newSource('one'), await newSource('two')]
    done(await connectPlan(deps, actor, id, one))
    done(await connectPlan(deps, actor, id, two))
    done(await deleteSource(deps, actor, one))
    expect(await (await snapshot()).plan(id)).toHaveLength(1)
    done(await deletePlan(deps, actor, id))
    expect(await (await snapshot()).plan(id)).toBeUndefined()
    expect(await inForce(two)).toBeUndefined()
  })

  it('of any size is in parts that a row can hold, and comes out whole', async () => {
    const rules = Array.from({ length: 100 }, (_, n) => rule(`Event ${n}`, 'ä'.repeat(20_000)))
    const id = await newPlan(rules)
    const sourceId = await newSource()
    done(await connectPlan(deps, actor, id, sourceId))
    const current = await snapshot()
    const found = await current.plan(id)
    expect(found?.map(({ key }) => key).sort()).toEqual(rules.map(({ key }) => key).sort())
    // What others make of it is held by the array.
    expect(await current.plan(id)).toBe(found)
  })

  it('is enforced as its source says, part by part, and forwards to sources that are there', async () => {
    const sourceId = await newSource()
    done(await updateEnforcement(deps, actor, sourceId, { track: { allowUnplannedEvents: false } }))
    const other = await newSource('other')
    const target = { forwardingBlockedEventsTo: other }
    done(await updateEnforcement(deps, actor, sourceId, target))
    const id = await newPlan()
    done(await connectPlan(deps, actor, id, sourceId))
    expect((await inForce(sourceId))?.plan.enforcement).toMatchObject({
      track: { allowUnplannedEvents: false, allowUnplannedEventProperties: true },
      ...target,
    })
    for (const bad of [sourceId, 'src_none']) {
      expect(
        await updateEnforcement(deps, actor, sourceId, { forwardingViolationsTo: bad }),
      ).toMatchObject({ ok: false, error: { reason: 'bad_forward_target' } })
    }
  })

  it('takes no sources when it is a library', async () => {
    const id = await newPlan([], 'RULE_LIBRARY')
    expect(await connectPlan(deps, actor, id, await newSource())).toMatchObject({
      ok: false,
      error: { reason: 'not_a_plan' },
    })
  })
})
