import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Plus, Trash2 } from 'lucide-react'
import { useId, useState } from 'react'
import { labelsQuery } from '../../api/labels.ts'
import { sourcesQuery } from '../../api/sources.ts'
import { type PermissionInput, type RoleAnswer, rolesQuery } from '../../api/team.ts'
import { MultiSelect } from '../../components/multi-select.tsx'
import { Button } from '../../components/ui/button.tsx'
import {
  Select,
  SelectContent,
  SelectItem,
  SelectTrigger,
  SelectValue,
} from '../../components/ui/select.tsx'

export interface PermissionsEditorProps {
  value: PermissionInput[]
  onChange: (permissions: PermissionInput[]) => void
}

/** Roles, each with what it is given for. Without any, a member sees nothing. */
export function PermissionsEditor({ value, onChange }: PermissionsEditorProps) {
  const { data: roles } = useSuspenseQuery(rolesQuery())
  const id = useId()
  // A role has no id, and two rows may say the same: each keeps a number of its own while it is edited.
  const [rows, setRows] = useState<readonly number[]>(() => value.map((_, index) => index))
  const set = (index: number, permission: PermissionInput) =>
    onChange(value.map((other, at) => (at === index ? permission : other)))
  const add = () => {
    setRows([...rows, Math.max(-1, ...rows) + 1])
    onChange([...value, { roleId: 'source-read-only' }])
  }
  const remove = (index: number) => {
    setRows(rows.filter((_, at) => at !== index))
    onChange(value.filter((_, at) => at !== index))
  }
  return (
    <fieldset
      className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-2"
      aria-describedby={`${id}-hint`}
    >
      <legend className="mb-1.5 text-sm font-medium">Roles</legend>
      {value.length === 0 && (
        <p id={`${id}-hint`} className="text-[0.8125rem] text-muted-foreground">
          No role: minimal access, which sees nothing until a role or a group adds to it.
        </p>
      )}
      {value.map((permission, index) => (
        <PermissionRow
          key={rows[index]}
          number={index + 1}
          roles={roles}
          value={permission}
          onChange={(changed) => set(index, changed)}
          onRemove={() => remove(index)}
        />
      ))}
      <div>
        <Button variant="secondary" size="sm" onClick={add}>
          <Plus aria-hidden="true" />
          Add role
        </Button>
      </div>
    </fieldset>
  )
}

interface PermissionRowProps {
  number: number
  roles: readonly RoleAnswer[]
  value: PermissionInput
  onChange: (permission: PermissionInput) => void
  onRemove: () => void
}

function PermissionRow({ number, roles, value, onChange, onRemove }: PermissionRowProps) {
  const role = roles.find(({ id }) => id === value.roleId)
  return (
    <div className="grid gap-2 rounded-lg border bg-muted/30 p-3">
      <div className="flex min-w-0 gap-2">
        <Select
          value={value.roleId}
          // What comes back is one of the items below.
          onValueChange={(roleId) => onChange({ roleId: roleId as PermissionInput['roleId'] })}
        >
          <SelectTrigger aria-label={`Role ${number}`}>
            <SelectValue />
          </SelectTrigger>
          <SelectContent>
            {roles
              .filter(({ id }) => id !== 'workspace-member')
              .map(({ id, name }) => (
                <SelectItem key={id} value={id}>
                  {name}
                </SelectItem>
              ))}
          </SelectContent>
        </Select>
        <Button variant="ghost" size="icon" aria-label={`Remove role ${number}`} onClick={onRemove}>
          <Trash2 aria-hidden="true" />
        </Button>
      </div>
      {role && <p className="text-[0.8125rem] text-muted-foreground">{role.description}</p>}
      {role && (role.labels || role.scopes.includes('SOURCE')) && (
        <ScopeFields number={number} role={role} value={value} onChange={onChange} />
      )}
    </div>
  )
}

interface ScopeFieldsProps extends Pick<PermissionRowProps, 'number' | 'value' | 'onChange'> {
  role: RoleAnswer
}

type Scope = 'all' | 'listed' | 'labelled'

function ScopeFields({ number, role, value, onChange }: ScopeFieldsProps) {
  const { data: sources = [] } = useQuery(sourcesQuery())
  const { data: labels = [] } = useQuery(labelsQuery())
  const listed = (value.resources ?? []).filter(({ type }) => type === 'SOURCE')
  const carried = value.labels ?? []
  const scope: Scope =
    value.labels !== undefined && value.resources === undefined
      ? 'labelled'
      : (value.resources ?? []).some(({ type }) => type !== 'WORKSPACE') ||
          value.resources?.length === 0
        ? 'listed'
        : carried.length > 0
          ? 'labelled'
          : 'all'
  const { roleId } = value
  const choose = (chosen: Scope) => {
    if (chosen === 'all') onChange({ roleId })
    else if (chosen === 'listed') onChange({ roleId, resources: [] })
    else onChange({ roleId, labels: [] })
  }
  const options = labels.map(({ key, value: text }) => ({
    id: `${key}:${text}`,
    name: `${key}:${text}`,
  }))
  return (
    <div className="grid gap-2 sm:grid-cols-[13rem_minmax(0,1fr)]">
      <Select value={scope} onValueChange={(chosen) => choose(chosen as Scope)}>
        <SelectTrigger aria-label={`What role ${number} is for`}>
          <SelectValue />
        </SelectTrigger>
        <SelectContent>
          <SelectItem value="all">All, also future ones</SelectItem>
          {role.scopes.includes('SOURCE') && <SelectItem value="listed">Listed sources</SelectItem>}
          {role.labels && <SelectItem value="labelled">Those with labels</SelectItem>}
        </SelectContent>
      </Select>
      {scope === 'listed' && (
        <MultiSelect
          label="Sources"
          placeholder="Choose sources"
          options={sources}
          value={listed.map(({ id }) => id)}
          onChange={(ids) =>
            onChange({ roleId, resources: ids.map((id) => ({ id, type: 'SOURCE' })) })
          }
        />
      )}
      {scope === 'labelled' && (
        <MultiSelect
          label="Labels"
          placeholder="Choose labels: all of them have to be there"
          options={options}
          value={carried.map(({ key, value: text }) => `${key}:${text}`)}
          onChange={(ids) =>
            onChange({
              roleId,
              labels: ids.map((id) => {
                const at = id.indexOf(':')
                return { key: id.slice(0, at), value: id.slice(at + 1) }
              }),
            })
          }
        />
      )}
    </div>
  )
}
