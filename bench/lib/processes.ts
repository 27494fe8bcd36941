import { readdirSync, readFileSync } from 'node:fs'

/** All processes below `pid`, from /proc: this runs on Linux only. */
export function descendants(pid: number): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = read(`/proc/${name}/stat`)
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    parents.set(Number(name), Number(fields[1]))
  }
  const isBelow = (child: number): boolean => {
    const parent = parents.get(child)
    return parent === pid || (parent !== undefined && parent > 1 && isBelow(parent))
  }
  return [...parents.keys()].filter(isBelow)
}

/** The runtime that the process `pid` started. */
export function runtimePid(pid: number): number {
  const found = descendants(pid).find((child) => read(`/proc/${child}/comm`).trim() === 'workerd')
  if (found === undefined) throw new Error(`no workerd below ${pid}`)
  return found
}

/** Resident memory in bytes, now and at its highest since the start. */
export function residentMemory(pid: number): { now: number; highest: number } {
  const status = read(`/proc/${pid}/status`)
  const kilobytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1])
  return { now: kilobytes('VmRSS') * 1024, highest: kilobytes('VmHWM') * 1024 }
}

const TICKS_PER_S = 100

/** CPU seconds that the process has used, user and system. */
export function cpuSeconds(pid: number): number {
  const stat = read(`/proc/${pid}/stat`)
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S
}

/** Empty when the process has ended meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
