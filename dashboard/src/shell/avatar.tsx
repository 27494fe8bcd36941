export const AVATAR_CLASSES =
  'grid size-9 place-items-center rounded-full bg-accent text-xs font-semibold text-accent-foreground hover:brightness-95'

/** What the button of the user menu has in it. */
export function Avatar({ name }: { name: string }) {
  return (
    <>
      <span aria-hidden="true">{initials(name)}</span>
      <span className="sr-only">Your account</span>
    </>
  )
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '')
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined]
  return letters.map((word) => Array.from(word ?? '')[0]?.toUpperCase() ?? '').join('') || '?'
}
