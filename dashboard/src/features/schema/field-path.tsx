import { Fragment } from 'react'

/** A dotted path whose last part stands out; it may break after each dot. */
export function FieldPath({ path }: { path: string }) {
  const parts = path.split('.')
  return (
    <code className="font-mono text-[0.8125rem] wrap-anywhere">
      {parts.map((part, index) => {
        const last = index === parts.length - 1
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts have no other identity than their place
          <Fragment key={index}>
            <span className={last ? undefined : 'text-muted-foreground'}>
              {part}
              {!last && '.'}
            </span>
            {!last && <wbr />}
          </Fragment>
        )
      })}
    </code>
  )
}
