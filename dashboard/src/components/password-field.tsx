import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Eye, EyeOff } from 'lucide-react'
import { type ComponentProps, type ReactNode, useEffect, useState } from 'react'
import {
  PASSWORD_MAX_CHARS,
  PASSWORD_MIN_CHARS,
} from '../../../worker/api/contract/password-limits.ts'
import { checkPassword } from '../api/auth.ts'
import { cn } from './ui/cn.ts'
import { Field } from './ui/field.tsx'
import { Input } from './ui/input.tsx'

export interface PasswordFieldProps {
  label: string
  value: string
  onChange: (value: string) => void
  error?: string | undefined
  hint?: ReactNode
  aside?: ReactNode
  autoComplete: 'current-password' | 'new-password'
}

/** A password that can be looked at while it is typed. */
export function PasswordField({
  label,
  value,
  onChange,
  autoComplete,
  ...rest
}: PasswordFieldProps) {
  return (
    <Field label={label} {...rest}>
      <RevealInput
        required
        value={value}
        maxLength={PASSWORD_MAX_CHARS}
        autoComplete={autoComplete}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </Field>
  )
}

function RevealInput(props: ComponentProps<'input'>) {
  const [shown, setShown] = useState(false)
  const Icon = shown ? EyeOff : Eye
  return (
    <div className="relative">
      <Input {...props} type={shown ? 'text' : 'password'} className="pr-10" />
      <button
        type="button"
        aria-pressed={shown}
        aria-label="Show the password"
        onClick={() => setShown(!shown)}
        className="absolute inset-y-0 right-0 grid w-9 place-items-center rounded-md text-muted-foreground hover:text-foreground"
      >
        <Icon className="size-4" aria-hidden="true" />
      </button>
    </div>
  )
}

export interface NewPasswordFieldProps extends Omit<PasswordFieldProps, 'autoComplete' | 'hint'> {
  /** What it should not contain: name and address of its owner. */
  userInputs: string[]
}

const CHECK_AFTER_MS = 350
const STRENGTHS = ['Guessed at once', 'Easy to guess', 'Could be better', 'Good', 'Very good']

/** A password that is being chosen, with a meter that says how good it is. */
export function NewPasswordField({ userInputs, ...rest }: NewPasswordFieldProps) {
  return (
    <div className="grid gap-2">
      <PasswordField {...rest} autoComplete="new-password" />
      <Meter password={rest.value} userInputs={userInputs} />
    </div>
  )
}

function Meter({ password, userInputs }: { password: string; userInputs: string[] }) {
  const settled = useSettled(password)
  const { data: verdict } = useQuery({
    // Not under a key: what is typed must not stay in the cache.
    queryKey: ['check-password', settled.length, hashOf(settled)],
    queryFn: () =>
      checkPassword(
        settled,
        userInputs.filter((text) => text !== ''),
      ),
    enabled: settled !== '',
    placeholderData: keepPreviousData,
    gcTime: 0,
    retry: false,
  })
  const shown = password === '' ? undefined : verdict
  const score = shown === undefined ? -1 : shown.acceptable ? Math.max(2, shown.score) : shown.score
  const tone = shown?.acceptable ? (score > 2 ? 'bg-success' : 'bg-warning') : 'bg-destructive'
  return (
    <div>
      <div className="flex gap-1" aria-hidden="true">
        {STRENGTHS.slice(1).map((word, index) => (
          <span
            key={word}
            className={cn(
              'h-1 grow rounded-full',
              index < Math.max(score, shown ? 1 : 0) ? tone : 'bg-border',
            )}
          />
        ))}
      </div>
      {/* As high as the longest of its texts, so that nothing below it moves while one types. */}
      <p
        role="status"
        className="mt-1.5 min-h-15 text-[0.8125rem] sm:min-h-10 text-muted-foreground"
      >
        {shown === undefined
          ? `At least ${PASSWORD_MIN_CHARS} characters. A few unrelated words are easy to remember and hard to guess.`
          : shown.acceptable
            ? STRENGTHS[score]
            : shown.message}
      </p>
    </div>
  )
}

function useSettled(value: string): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), CHECK_AFTER_MS)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}

/** Tells two texts apart; says nothing about them. */
function hashOf(text: string): number {
  let hash = 0
  for (const char of text) hash = (Math.imul(hash, 31) + (char.codePointAt(0) ?? 0)) | 0
  return hash
}
