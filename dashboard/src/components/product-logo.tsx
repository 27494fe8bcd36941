import { Braces, type LucideIcon, Webhook } from 'lucide-react'
import { brandOf } from './brands.ts'
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

/** What is nobody's brand. */
const ICONS: Readonly<Record<string, LucideIcon>> = { 'HTTP API': Braces, Webhooks: Webhook }

/** A product's image, its brand's drawing, an icon or two letters of its name. Decoration: the name always stands beside it. */
export function ProductLogo({ name, logo = '', size = 'md', className }: ProductLogoProps) {
  const classes = cn('grid shrink-0 place-items-center overflow-hidden', SIZES[size], className)
  if (logo !== '') {
    return (
      <span className={cn(classes, 'border bg-white p-1')}>
        <img src={logo} alt="" loading="lazy" className="size-full object-contain" />
      </span>
    )
  }
  const brand = brandOf(name)
  if (brand !== undefined) {
    const mask = `url("${brand.icon}") center / contain no-repeat`
    return (
      <span
        aria-hidden="true"
        className={cn(classes, 'shadow-[inset_0_0_0_1px_rgb(128_128_128/0.35)]')}
        style={{ background: brand.ground }}
      >
        <span className="size-3/5" style={{ background: brand.ink, mask }} />
      </span>
    )
  }
  const Icon = Object.hasOwn(ICONS, name) ? ICONS[name] : undefined
  return (
    <span aria-hidden="true" className={cn(classes, 'font-semibold', toneOf(name))}>
      {Icon === undefined ? monogram(name) : <Icon className="size-1/2" />}
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
