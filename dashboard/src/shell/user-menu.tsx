import { type KeyboardEvent, lazy, Suspense, useState } from 'react'
import type { MeAnswer } from '../api/me.ts'
import { AVATAR_CLASSES, Avatar } from './avatar.tsx'

const load = () => import('./user-menu-dropdown.tsx')
const Dropdown = lazy(load)

/** The account's button. What opens below it is loaded when the button is about to be pressed. */
export function UserMenu({ me }: { me: MeAnswer }) {
  const [wanted, setWanted] = useState(false)
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown') return
    event.preventDefault()
    setWanted(true)
  }
  const button = (
    <button
      type="button"
      aria-haspopup="menu"
      aria-expanded={false}
      className={AVATAR_CLASSES}
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onKeyDown={onKey}
      onClick={() => setWanted(true)}
    >
      <Avatar name={me.name} />
    </button>
  )
  if (!wanted) return button
  return (
    <Suspense fallback={button}>
      <Dropdown me={me} />
    </Suspense>
  )
}
