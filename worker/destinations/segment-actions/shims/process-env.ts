import { currentOutbound } from './outbound-store.ts'

/** The same for every attempt: upstream picks addresses for trials by these. */
const FIXED: Readonly<Record<string, string>> = {
  NODE_ENV: 'production',
  ACTIONS_MEMORA_ENV: 'production',
}

/**
 * Stands in for `process.env` in definitions: what Segment keeps on its own servers is a setting of the
 * destination here. The Worker's own variables and keys are not to be seen through it.
 */
export const processEnv: Readonly<Record<string, string | undefined>> = new Proxy(
  {},
  {
    get: (_target, name) =>
      typeof name === 'string' ? (FIXED[name] ?? currentOutbound()?.env?.[name]) : undefined,
    has: () => false,
  },
)
