import * as v from 'valibot'
import { nameSchema } from './sources.ts'
import { emailSchema } from './users.ts'

/**
 * What Headwater itself answers below `/auth`. The rest there is better-auth's: signing in and out,
 * sessions, two-factor codes, passkeys (docs/access.md lists the paths). Answers here are plain JSON
 * without an envelope; errors are `{code, message}`, as better-auth's are.
 */
export { PASSWORD_MAX_CHARS, PASSWORD_MIN_CHARS } from './password-limits.ts'

const passwordSchema = v.pipe(v.string(), v.maxLength(1000))
const secretSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(200))

/** `POST /auth/setup`: makes the owner's account, and signs it in. */
export const setupInputSchema = v.strictObject({
  code: secretSchema,
  name: nameSchema,
  email: emailSchema,
  password: passwordSchema,
  /** Renames the workspace. */
  workspaceName: v.optional(nameSchema),
})
export type SetupInput = v.InferInput<typeof setupInputSchema>

/** `POST /auth/read-invitation`: what an invitation's link stands for. */
export const readInvitationInputSchema = v.strictObject({ token: secretSchema })
export const invitationInfoSchema = v.object({
  email: v.string(),
  workspaceName: v.string(),
  expiresAt: v.string(),
  /** Then it is accepted by signing in with it, and no name or password is asked for. */
  accountExists: v.boolean(),
})
export type InvitationInfo = v.InferOutput<typeof invitationInfoSchema>

/**
 * `POST /auth/accept-invitation`: with name and password for who has no account yet; whoever has one
 * is signed in with that address and sends the token alone.
 */
export const acceptInvitationInputSchema = v.strictObject({
  token: secretSchema,
  name: v.optional(nameSchema),
  password: v.optional(passwordSchema),
})
export type AcceptInvitationInput = v.InferInput<typeof acceptInvitationInputSchema>

/** The answer of both, with the session in a cookie. */
export const signedInSchema = v.object({
  user: v.object({ id: v.string(), name: v.string(), email: v.string() }),
  workspaceId: v.string(),
})
export type SignedInAnswer = v.InferOutput<typeof signedInSchema>

/** `GET /auth/sign-in-methods`: public. */
export const signInMethodsSchema = v.object({
  /** Ids for `POST /auth/sign-in/social {provider, callbackURL}`. */
  social: v.array(v.picklist(['google', 'github'])),
  /** The same for the deployment's own provider. */
  oidc: v.array(v.object({ id: v.string(), name: v.string() })),
  /** Whether a forgotten password can be reset by e-mail; otherwise an owner makes a link. */
  resetByEmail: v.boolean(),
})
export type SignInMethodsAnswer = v.InferOutput<typeof signInMethodsSchema>

/** `POST /auth/check-password`: how good a password is, for a meter beside the field. */
export const checkPasswordInputSchema = v.strictObject({
  password: passwordSchema,
  /** What it should not contain: the user's name, address ... */
  userInputs: v.optional(
    v.pipe(v.array(v.pipe(v.string(), v.maxLength(254))), v.maxLength(10)),
    [],
  ),
})
export const passwordVerdictSchema = v.object({
  acceptable: v.boolean(),
  /** 0 (guessed at once) to 4 (very hard to guess). */
  score: v.number(),
  /** Why it is not acceptable, for people; empty when it is. */
  message: v.string(),
})
export type PasswordVerdict = v.InferOutput<typeof passwordVerdictSchema>
