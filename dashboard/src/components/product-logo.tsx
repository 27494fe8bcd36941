import { cn } from './ui/cn.ts'

export interface ProductLogoProps {
  name: string
  /** Address of an image; empty where there is none. */
  logo?: string
  size?: 'sm' | 'md' | 'lg'
  className?: string
}

const SIZES = {
  sm: 'size-7 rounded-md text-[0.6875rem]',
  md: 'size-9 rounded-lg text-xs',
  lg: 'size-12 rounded-xl text-base',
}
const TONES = [
  'bg-accent text-accent-foreground',
  'bg-info-soft text-info',
  'bg-success-soft text-success',
  'bg-warning-soft text-warning',
] as const

/** A product's image, or two letters of its name. Decoration: the name always stands beside it. */
export function ProductLogo({ name, logo = '', size = 'md', className }: ProductLogoProps) {
  const classes = cn('grid shrink-0 place-items-center overflow-hidden', SIZES[size], className)
  if (logo !== '') {
    return (
      <span className={cn(classes, 'border bg-white p-1')}>
        <img src={logo} alt="" loading="lazy" className="size-full object-contain" />
      </span>
    )
  }
  return (
    <span aria-hidden="true" className={cn(classes, 'font-semibold', toneOf(name))}>
      {monogram(name)}
    </span>
  )
}

function monogram(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
  const [first = '', second] = words
  return second === undefined ? first.slice(0, 2) : `${first[0]}${second[0]}`.toUpperCase()
}

function toneOf(name: string): string {
  const sum = [...name].reduce((total, char) => total + (char.codePointAt(0) ?? 0), 0)
  return TONES[sum % TONES.length] ?? TONES[0]
}
