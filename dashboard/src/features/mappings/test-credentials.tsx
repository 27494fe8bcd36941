import { useMutation } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { testCredentials } from '../../api/mappings.ts'
import { Notice } from '../../components/notice.tsx'
import { Button } from '../../components/ui/button.tsx'

/** Asks the partner whether the stored credentials are good. */
export function TestCredentials({ destinationId }: { destinationId: string }) {
  const { mutate, data, error, isPending } = useMutation({
    meta: { showsError: true },
    mutationFn: () => testCredentials(destinationId),
  })
  const tone = data?.ok === true ? 'success' : data?.ok === false ? 'error' : 'info'
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button variant="secondary" busy={isPending} onClick={() => mutate()}>
        {!isPending && <KeyRound aria-hidden="true" />}
        Test credentials
      </Button>
      {error !== null && <Notice tone="error">{error.message}</Notice>}
      {data !== undefined && (
        <Notice tone={tone}>
          {data.message || (data.ok === true ? 'The credentials are good.' : 'Nobody can tell.')}
        </Notice>
      )}
    </div>
  )
}
