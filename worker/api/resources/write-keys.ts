import { addWriteKey, removeWriteKey } from '../../db/queries/write-keys.ts'
import { findSourceMetadata } from '../../domain/catalog/sources.ts'
import { SUCCESS } from '../contract/envelope.ts'
import { reply, type WorkspaceEndpoint } from '../endpoint.ts'
import { notFound } from '../errors.ts'
import { judgeSource } from '../judge.ts'
import { showSource, sourceFailure } from './sources.ts'

export const writeKeyEndpoints: readonly WorkspaceEndpoint[] = [
  {
    method: 'POST',
    path: '/sources/:id/writekey',
    needs: ['write', 'write-key'],
    async handle(call) {
      const { deps, principal, params } = call
      const judged = await judgeSource(call, params.id ?? '', 'write', 'write-key')
      if (!judged.ok) return judged
      const changed = await addWriteKey(deps, principal, params.id ?? '', deps.newWriteKey())
      if (!changed.ok) return sourceFailure(changed.error)
      return reply({ source: showSource(changed.value, principal) })
    },
  },
  {
    method: 'DELETE',
    path: '/sources/:id/writekey/:key',
    needs: ['write', 'write-key'],
    async handle(call) {
      const { deps, principal, params } = call
      const judged = await judgeSource(call, params.id ?? '', 'write', 'write-key')
      if (!judged.ok) return judged
      const changed = await removeWriteKey(deps, principal, params.id ?? '', params.key ?? '')
      if (!changed.ok) return sourceFailure(changed.error)
      return reply(SUCCESS)
    },
  },
  {
    // What to install and paste. It contains a write key, hence the need to be allowed to see one.
    method: 'GET',
    path: '/sources/:id/setup',
    needs: ['write', 'write-key'],
    async handle(call) {
      const { deps, params, url } = call
      const source = await judgeSource(call, params.id ?? '', 'write', 'write-key')
      if (!source.ok) return source
      const kind = findSourceMetadata(source.value.catalogSlug)
      // The newest key, because the older one is the one about to be rotated out.
      const writeKey = source.value.writeKeys.at(-1)
      if (!kind || writeKey === undefined) return notFound('source')
      const origin = deps.collectOrigin || url.origin
      const text = kind.setup({ writeKey, origin })
      const others = kind.otherSetups?.({ writeKey, origin }) ?? []
      return reply({ setup: { language: kind.setupLanguage, origin, writeKey, text, others } })
    },
  },
]
