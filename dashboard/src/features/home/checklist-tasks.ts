import type { ChecklistItem } from '../../api/checklist.ts'

/** A task that the service ticks off, or one whose feature this version does not have. */
export type Task =
  | { id: ChecklistItem['id']; title: string; text: string; to: string }
  | { id: string; title: string; text: string; to: null }

export interface TaskGroup {
  title: string
  tasks: readonly Task[]
}

/** What a new workspace does, in the order in which it makes sense. */
export const TASK_GROUPS: readonly TaskGroup[] = [
  {
    title: 'Start',
    tasks: [
      {
        id: 'invite-teammates',
        title: 'Invite teammates',
        text: 'Tracking is teamwork: who writes the code, who reads the numbers.',
        to: '/settings/access',
      },
      {
        id: 'add-source',
        title: 'Add a source',
        text: 'The website, app or server that events come from.',
        to: '/sources/catalog',
      },
      {
        id: 'add-page-tracking',
        title: 'Track page views',
        text: 'Paste the code of a website or app source; it tells about pages and screens.',
        to: '/sources',
      },
      {
        id: 'add-destination',
        title: 'Add a destination',
        text: 'The tool that is to get the events.',
        to: '/destinations/catalog',
      },
      {
        id: 'deliver-an-event',
        title: 'See an event delivered',
        text: 'Send one, and follow it to the destination.',
        to: '/destinations',
      },
      {
        id: 'debug',
        title: 'Watch events live',
        text: 'Open a source’s debugger, and see what it sends as it comes.',
        to: '/sources',
      },
    ],
  },
  {
    title: 'Know your users',
    tasks: [
      {
        id: 'identify-users',
        title: 'Identify users',
        text: 'Call identify when someone signs in, with their id and traits.',
        to: '/sources',
      },
      {
        id: 'track-events',
        title: 'Track what they do',
        text: 'Call track at the moments that matter, such as Order Completed.',
        to: '/sources',
      },
    ],
  },
  {
    title: 'Keep it in shape',
    tasks: [
      {
        id: 'tracking-plan',
        title: 'Make a tracking plan',
        text: 'Agree on events and their properties, and see what breaks the rules.',
        to: null,
      },
      {
        id: 'warehouse',
        title: 'Connect a warehouse',
        text: 'Load every event into a database of your own.',
        to: null,
      },
      {
        id: 'unify',
        title: 'Unify profiles',
        text: 'One profile per person, over all sources.',
        to: null,
      },
    ],
  },
]
