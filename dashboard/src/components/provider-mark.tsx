import { LogIn } from 'lucide-react'
import github from 'simple-icons/icons/github.svg'
import google from 'simple-icons/icons/google.svg'

const MARKS: Readonly<Record<string, string>> = { github, google }

/** What a provider of sign-ins is known by, in the colour of the text. @param id As the service names it. */
export function ProviderMark({ id }: { id: string }) {
  const icon = Object.hasOwn(MARKS, id) ? MARKS[id] : undefined
  if (icon === undefined) return <LogIn className="size-4" aria-hidden="true" />
  return (
    <span
      aria-hidden="true"
      className="size-4 shrink-0 bg-current"
      style={{ mask: `url("${icon}") center / contain no-repeat` }}
    />
  )
}
