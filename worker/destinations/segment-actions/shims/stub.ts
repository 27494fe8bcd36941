/**
 * Stands in for packages that some definitions load but cannot use in a Worker: clients of AWS, Kafka
 * and SSH. Loading works, so that the rest of such a definition does; whatever is called throws.
 */
function refuse(): never {
  throw new Error('this part of the destination needs a library that does not run in a Worker')
}

/** Any name imported from it can be called, constructed or extended; doing so throws. */
const stub: unknown = new Proxy(refuse, {
  get: (_target, name) => {
    if (name === '__esModule') return true
    // A promise would be awaited for ever, and a primitive is wanted where text is built.
    if (name === 'then' || typeof name === 'symbol') return undefined
    return name === 'prototype' ? refuse.prototype : stub
  },
  apply: refuse,
  construct: refuse,
})

export default stub
