import { SearchX } from 'lucide-react'
import type { ReactNode } from 'react'
import { formatCount } from '../format/format-count.ts'
import { EmptyState } from './empty-state.tsx'
import { Pager, pageOf } from './pager.tsx'
import { ProductLogo } from './product-logo.tsx'
import { SearchInput } from './search-input.tsx'
import { Button } from './ui/button.tsx'
import { cn } from './ui/cn.ts'

export interface CatalogItem {
  id: string
  slug: string
  name: string
  description: string
  categories: readonly string[]
  previousNames?: readonly string[]
  logos: { default: string }
}

/** As it stands in the page's address. */
export interface CatalogSearch {
  q?: string | undefined
  category?: string | undefined
  page?: number | undefined
}

export interface CatalogBrowserProps<T extends CatalogItem> {
  items: readonly T[]
  /** What the items are, in the plural: "sources". */
  what: string
  search: CatalogSearch
  onSearch: (search: CatalogSearch) => void
  /** A link to the item around what is given, filling its place. */
  link: (item: T, children: ReactNode, className: string) => ReactNode
  /** Filters of the catalog's own, beside the search. */
  filters?: ReactNode
  /** What the search looks through besides names, descriptions and categories. */
  moreText?: (item: T) => string
  /** Below an item's words. */
  note?: (item: T) => ReactNode
}

const PER_PAGE = 24

/** Hundreds of things to choose from: by words, by category, page by page. */
export function CatalogBrowser<T extends CatalogItem>(props: CatalogBrowserProps<T>) {
  const { items, what, search, onSearch, link, filters, note } = props
  const matching = findInCatalog(items, search.q, props.moreText)
  const categories = countCategories(matching)
  const chosen = search.category
  const hasCategories = countCategories(items).length > 1
  const inCategory =
    chosen === undefined ? matching : matching.filter((item) => item.categories.includes(chosen))
  const { page, shown } = pageOf(inCategory, search.page, PER_PAGE)
  return (
    <div
      className={cn(
        'grid grid-cols-[minmax(0,1fr)] gap-5 lg:gap-8',
        hasCategories && 'lg:grid-cols-[11rem_minmax(0,1fr)]',
      )}
    >
      {hasCategories && (
        <Categories
          categories={categories}
          total={matching.length}
          chosen={chosen}
          onChoose={(category) => onSearch({ q: search.q, category })}
        />
      )}
      <div className="grid min-w-0 content-start gap-4">
        <div className="flex flex-wrap gap-2">
          <SearchInput
            label={`Search ${what}`}
            value={search.q ?? ''}
            onChange={(q) => onSearch({ q: q || undefined, category: chosen })}
            className="min-w-0 grow basis-60"
          />
          {filters}
        </div>
        <p role="status" className="sr-only">
          {formatCount(inCategory.length)} {what} found
        </p>
        {inCategory.length === 0 ? (
          <EmptyState
            icon={SearchX}
            title="Nothing in the catalog fits"
            action={
              <Button variant="secondary" onClick={() => onSearch({})}>
                Show the whole catalog
              </Button>
            }
          >
            Try fewer words, or another category.
          </EmptyState>
        ) : (
          <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
            {shown.map((item) => (
              <li key={item.id} className="flex">
                {link(item, <CatalogCard item={item} note={note?.(item)} />, CARD_CLASSES)}
              </li>
            ))}
          </ul>
        )}
        <Pager
          page={page}
          perPage={PER_PAGE}
          total={inCategory.length}
          what={what}
          onPage={(next) => onSearch({ ...search, page: next })}
        />
      </div>
    </div>
  )
}

const CARD_CLASSES =
  'flex w-full items-start gap-3 rounded-lg border bg-card p-4 shadow-card transition-colors hover:border-input hover:bg-muted/40'

function CatalogCard({ item, note }: { item: CatalogItem; note: ReactNode }) {
  const { name, description, logos } = item
  return (
    <>
      <ProductLogo name={name} logo={logos.default} />
      <span className="grid min-w-0 gap-0.5">
        <span className="text-sm font-semibold">{name}</span>
        {description !== '' && (
          <span className="line-clamp-3 text-[0.8125rem] text-muted-foreground">{description}</span>
        )}
        {note}
      </span>
    </>
  )
}

interface CategoriesProps {
  categories: readonly (readonly [string, number])[]
  total: number
  chosen: string | undefined
  onChoose: (category: string | undefined) => void
}

function Categories({ categories, total, chosen, onChoose }: CategoriesProps) {
  // One that has just lost its last match stays visible, or it could not be switched off.
  const listed =
    chosen === undefined || categories.some(([name]) => name === chosen)
      ? categories
      : [...categories, [chosen, 0] as const]
  return (
    <fieldset className="-mx-4 flex min-w-0 gap-1 overflow-x-auto px-4 py-1 sm:-mx-6 sm:px-6 lg:m-0 lg:flex-col lg:overflow-visible lg:p-0">
      <legend className="sr-only">Category</legend>
      <CategoryButton
        name="All"
        count={total}
        pressed={chosen === undefined}
        onClick={() => onChoose(undefined)}
      />
      {listed.map(([name, count]) => (
        <CategoryButton
          key={name}
          name={name}
          count={count}
          pressed={chosen === name}
          onClick={() => onChoose(chosen === name ? undefined : name)}
        />
      ))}
    </fieldset>
  )
}

interface CategoryButtonProps {
  name: string
  count: number
  pressed: boolean
  onClick: () => void
}

function CategoryButton({ name, count, pressed, onClick }: CategoryButtonProps) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      onClick={onClick}
      className={cn(
        'flex h-9 shrink-0 items-center justify-between gap-2 rounded-md px-3 text-left text-sm font-medium whitespace-nowrap lg:h-8',
        pressed
          ? 'bg-accent text-accent-foreground'
          : 'text-muted-foreground hover:bg-muted hover:text-foreground',
      )}
    >
      {name}
      <span className="text-xs tabular-nums">{formatCount(count)}</span>
    </button>
  )
}

function countCategories(items: readonly CatalogItem[]): [string, number][] {
  const counts = new Map<string, number>()
  for (const { categories } of items) {
    for (const category of categories) counts.set(category, (counts.get(category) ?? 0) + 1)
  }
  return [...counts].sort(([a], [b]) => a.localeCompare(b))
}

/** Every word has to occur; what has them in its name comes first. */
export function findInCatalog<T extends CatalogItem>(
  items: readonly T[],
  text: string | undefined,
  moreText: (item: T) => string = () => '',
): readonly T[] {
  const words = (text ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return items
  const occurIn = (haystack: string) => words.every((word) => haystack.includes(word))
  const found = items.filter((item) => {
    const { name, description, categories, previousNames = [] } = item
    const texts = [name, description, ...categories, ...previousNames, moreText(item)]
    return occurIn(texts.join(' ').toLowerCase())
  })
  const rank = ({ name }: T) => (occurIn(name.toLowerCase()) ? 0 : 1)
  return found.toSorted((a, b) => rank(a) - rank(b))
}
