import { queryOptions } from '@tanstack/react-query'
import type { GroupAnswer } from '../../../worker/api/contract/groups.ts'
import type { CreateInvitations, InvitationAnswer } from '../../../worker/api/contract/invites.ts'
import type { PermissionAnswer, RoleAnswer } from '../../../worker/api/contract/permissions.ts'
import type {
  CreatedTokenAnswer,
  CreateToken,
  TokenAnswer,
} from '../../../worker/api/contract/tokens.ts'
import type {
  MinimalUserAnswer,
  PasswordResetLinkAnswer,
  UserAnswer,
} from '../../../worker/api/contract/users.ts'
import { api } from './client.ts'

export type {
  CreatedTokenAnswer,
  GroupAnswer,
  InvitationAnswer,
  MinimalUserAnswer,
  PermissionAnswer,
  RoleAnswer,
  TokenAnswer,
  UserAnswer,
}
export type PermissionInput = NonNullable<CreateInvitations['permissions']>[number]

/** As many as the API gives at once: a team is shown as a whole. */
const ALL = { 'pagination[count]': 1000 }

/** Everything below changes together: a group's rights show with its members, and so on. */
export const TEAM_KEY = ['team']

export const membersQuery = () =>
  queryOptions({
    queryKey: [...TEAM_KEY, 'members'],
    queryFn: async ({ signal }) =>
      (await api.get<{ users: UserAnswer[] }>('/users', { signal, query: ALL })).users,
  })

export const groupsQuery = () =>
  queryOptions({
    queryKey: [...TEAM_KEY, 'groups'],
    queryFn: async ({ signal }) =>
      (await api.get<{ userGroups: GroupAnswer[] }>('/groups', { signal, query: ALL })).userGroups,
  })

export const groupMembersQuery = (id: string) =>
  queryOptions({
    queryKey: [...TEAM_KEY, 'groups', id, 'members'],
    queryFn: async ({ signal }) =>
      (
        await api.get<{ users: MinimalUserAnswer[] }>(`/groups/${id}/users`, {
          signal,
          query: ALL,
        })
      ).users,
  })

export const invitationsQuery = () =>
  queryOptions({
    queryKey: [...TEAM_KEY, 'invitations'],
    queryFn: async ({ signal }) =>
      (
        await api.get<{ invitations: InvitationAnswer[] }>('/invitations', {
          signal,
          query: ALL,
        })
      ).invitations,
  })

export const tokensQuery = () =>
  queryOptions({
    queryKey: [...TEAM_KEY, 'tokens'],
    queryFn: async ({ signal }) =>
      (await api.get<{ tokens: TokenAnswer[] }>('/tokens', { signal, query: ALL })).tokens,
  })

export const rolesQuery = () =>
  queryOptions({
    queryKey: ['roles'],
    queryFn: async ({ signal }) =>
      (await api.get<{ roles: RoleAnswer[] }>('/roles', { signal, query: ALL })).roles,
    staleTime: Number.POSITIVE_INFINITY,
  })

export const setMemberPermissions = (id: string, permissions: PermissionInput[]) =>
  api.put(`/users/${id}/permissions`, { permissions })

export const removeMember = (id: string) => api.delete('/users', { query: { userIds: id } })

export const makeResetLink = async (id: string) =>
  (await api.post<{ resetLink: PasswordResetLinkAnswer }>(`/users/${id}/password-reset-link`))
    .resetLink

export const exportMembers = () => api.file('/users/export')

export const invite = async (input: CreateInvitations) =>
  (await api.post<{ invitations: InvitationAnswer[] }>('/invitations', input)).invitations

export const resendInvitation = async (id: string) =>
  (await api.post<{ invitation: InvitationAnswer }>(`/invitations/${id}/resend`)).invitation

export const revokeInvitation = (id: string) => api.delete(`/invitations/${id}`)

export const createGroup = async (name: string) =>
  (await api.post<{ userGroup: GroupAnswer }>('/groups', { name })).userGroup

export const renameGroup = (id: string, name: string) => api.patch(`/groups/${id}`, { name })

export const deleteGroup = (id: string) => api.delete(`/groups/${id}`)

export const setGroupPermissions = (id: string, permissions: PermissionInput[]) =>
  api.put(`/groups/${id}/permissions`, { permissions })

/** Of who is a member already or invited. */
export const setGroupMembers = (id: string, emails: string[]) =>
  api.put(`/group/${id}/users`, { emails })

export const createToken = (input: CreateToken) => api.post<CreatedTokenAnswer>('/tokens', input)

export const revokeToken = (id: string) => api.delete(`/tokens/${id}`)

/** What was read, in the form in which it is written. */
export const toInput = (permissions: readonly PermissionAnswer[]): PermissionInput[] =>
  permissions.map(({ roleId, resources, labels }) => ({
    roleId,
    resources: resources.map(({ id, type }) => ({ id, type })),
    labels,
  }))
