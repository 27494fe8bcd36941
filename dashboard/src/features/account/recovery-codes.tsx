import { Download } from 'lucide-react'
import { CopyButton } from '../../components/copy-button.tsx'
import { Notice } from '../../components/notice.tsx'
import { saveFile } from '../../components/save-file.ts'
import { Button } from '../../components/ui/button.tsx'

/** Shown once: they open the account when the phone is gone. */
export function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  const text = `${codes.join('\n')}\n`
  return (
    <div className="grid gap-3">
      <Notice tone="warning">
        Keep these recovery codes where you find them without your phone. Each works once, and they
        are not shown again.
      </Notice>
      <ul className="grid grid-cols-2 gap-x-6 gap-y-1.5 rounded-lg border bg-muted/50 p-4 font-mono text-sm">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <CopyButton text={text} what="recovery codes" label="Copy" />
        <Button
          variant="secondary"
          size="sm"
          onClick={() =>
            saveFile('headwater-recovery-codes.txt', new Blob([text], { type: 'text/plain' }))
          }
        >
          <Download aria-hidden="true" />
          Download
        </Button>
      </div>
    </div>
  )
}
