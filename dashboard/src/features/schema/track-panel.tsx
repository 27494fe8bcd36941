import { useQuery } from '@tanstack/react-query'
import { Archive, ArchiveRestore, Ban, CircleCheck } from 'lucide-react'
import { useEffect, useMemo, useRef } from 'react'
import { destinationsQuery } from '../../api/destinations.ts'
import type { SchemaAnswer, SchemaEvent } from '../../api/schema.ts'
import type { SourceAnswer } from '../../api/source-details.ts'
import { Pager, pageOf } from '../../components/pager.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card } from '../../components/ui/card.tsx'
import { EventTable } from './event-table.tsx'
import { eventsShown } from './listing.ts'
import { eventItem } from './naming-groups.ts'
import { NamingPanel } from './naming-panel.tsx'
import { NoSuchEvent, NothingFits, NothingSeen } from './nothing.tsx'
import { SchemaToolbar } from './schema-toolbar.tsx'
import { SelectionBar } from './selection-bar.tsx'
import { eventsWithUnseen, isUnseen } from './unseen.ts'
import { useSchemaChanges } from './use-schema-changes.ts'
import { useSchemaSearch } from './use-schema-search.ts'
import { useSelection } from './use-selection.ts'

const PER_PAGE = 50

export interface TrackPanelProps {
  source: SourceAnswer
  answer: SchemaAnswer
  mayEdit: boolean
}

/** Track events by name. */
export function TrackPanel({ source, answer, mayEdit }: TrackPanelProps) {
  const { search, period, sort, change } = useSchemaSearch()
  const { q, only, archived, name } = search
  const { data: destinations = [] } = useQuery(destinationsQuery())
  const mine = destinations.filter(({ sourceId }) => sourceId === source.id)
  const changes = useSchemaChanges(source.id)
  const selection = useSelection(source.id)
  const events = useMemo(() => eventsWithUnseen(answer, 'track'), [answer])
  const found = useMemo(
    () => eventsShown(events, { q, only, archived }, sort),
    [events, q, only, archived, sort],
  )
  const names = useMemo(() => found.map((event) => event.name), [found])
  const items = useMemo(() => events.filter((event) => !event.archived).map(eventItem), [events])
  const largest = useMemo(
    () => events.reduce((most, event) => Math.max(most, event.allowed + event.blocked), 0),
    [events],
  )
  const at = name === undefined ? -1 : names.indexOf(name)
  const wanted = search.page ?? Math.floor(Math.max(0, at) / PER_PAGE) + 1
  const { page, shown } = pageOf(found, wanted, PER_PAGE)
  useShowOpenEvent(at >= 0)
  const clear = () =>
    change({ q: undefined, only: undefined, archived: undefined, name: undefined })
  if (events.length === 0 && name === undefined) {
    return <NothingSeen kind="track" source={source} period={period} totals={answer.totals} />
  }
  return (
    <>
      <SchemaToolbar
        kind="track"
        q={q ?? ''}
        only={only}
        period={period}
        archived={archived ?? false}
        sort={sort}
        onChange={change}
      />
      {name !== undefined && at < 0 && (
        <NoSuchEvent
          name={name}
          onDismiss={() => change({ name: undefined })}
          {...(events.some((event) => event.name === name) && {
            onShowAll: () => change({ q: undefined, only: undefined, archived: true, name }),
          })}
        />
      )}
      {found.length === 0 ? (
        <NothingFits what="event" onClear={clear} />
      ) : (
        <Card>
          <EventTable
            sourceId={source.id}
            period={period}
            events={shown}
            largest={largest}
            destinations={mine}
            mayEdit={mayEdit}
            selection={selection}
            changes={changes}
            sort={sort}
            onSort={(next) => change({ sort: next === 'recent' ? undefined : next })}
            open={name}
            onOpen={(next) => change({ name: next, page })}
          />
        </Card>
      )}
      <Pager
        page={page}
        perPage={PER_PAGE}
        total={found.length}
        what="events"
        onPage={(next) => change({ page: next, name: undefined })}
      />
      <SelectedEvents events={events} found={names} selection={selection} changes={changes} />
      <NamingPanel
        kind="track"
        items={items}
        open={search.naming ?? false}
        onClose={() => change({ naming: undefined })}
        onShow={(next) =>
          change({ q: undefined, only: undefined, naming: undefined, page: undefined, name: next })
        }
      />
    </>
  )
}

interface SelectedEventsProps {
  events: readonly SchemaEvent[]
  found: readonly string[]
  selection: ReturnType<typeof useSelection>
  changes: ReturnType<typeof useSchemaChanges>
}

/** What can be done with several at once: only with those of them that it makes a difference to. */
function SelectedEvents({ events, found, selection, changes }: SelectedEventsProps) {
  const chosen = events.filter(({ name }) => selection.has(name))
  const those = (fits: (event: (typeof chosen)[number]) => boolean) =>
    chosen.filter(fits).map(({ name }) => name)
  const allowed = those(({ off }) => !off)
  const blocked = those(({ off }) => off)
  const toArchive = those((event) => event.off && !event.archived && !isUnseen(event))
  const archived = those((event) => event.archived)
  const setAllowed = async (names: readonly string[], allow: boolean) => {
    if (await changes.setAllowed('track', names, allow)) selection.clear()
  }
  const setArchived = (names: readonly string[], on: boolean) => {
    changes.setArchived('track', names, on)
    selection.clear()
  }
  return (
    <SelectionBar selection={selection} found={found} what="events">
      {blocked.length > 0 && (
        <Button size="sm" variant="secondary" onClick={() => void setAllowed(blocked, true)}>
          <CircleCheck aria-hidden="true" />
          Allow
        </Button>
      )}
      {allowed.length > 0 && (
        <Button size="sm" variant="secondary" onClick={() => void setAllowed(allowed, false)}>
          <Ban aria-hidden="true" />
          Block
        </Button>
      )}
      {toArchive.length > 0 && (
        <Button size="sm" variant="secondary" onClick={() => setArchived(toArchive, true)}>
          <Archive aria-hidden="true" />
          Archive
        </Button>
      )}
      {archived.length > 0 && (
        <Button size="sm" variant="secondary" onClick={() => setArchived(archived, false)}>
          <ArchiveRestore aria-hidden="true" />
          Put back
        </Button>
      )}
    </SelectionBar>
  )
}

/** Who follows a link to one event sees it, wherever in the list it stands. */
function useShowOpenEvent(isListed: boolean): void {
  const done = useRef(false)
  useEffect(() => {
    if (done.current || !isListed) return
    done.current = true
    const row = document.querySelector('[data-open-event]')
    const { top = 0, bottom = 0 } = row?.getBoundingClientRect() ?? {}
    if (top < 0 || bottom > window.innerHeight) row?.scrollIntoView({ block: 'center' })
  }, [isListed])
}
