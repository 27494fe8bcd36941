import * as v from 'valibot'

/** Parses the vars of a Worker's bindings. @throws naming every var that does not fit. */
export function parseVars<Schema extends v.GenericSchema>(
  schema: Schema,
  env: unknown,
): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, env)
  if (parsed.success) return parsed.output
  const issues = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? '?'}: ${issue.message}`)
  throw new Error(`configuration is wrong: ${issues.join('; ')}`)
}
